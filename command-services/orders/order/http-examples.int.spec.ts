import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ada, alice, orderService } from '../testing/order-service.ts';
import { orderExample } from './http-examples.ts';

interface Item {
  readonly post?: {
    readonly requestBody?: { readonly content: { readonly 'application/json': { readonly example?: unknown } } };
  };
}

test('the documented examples are valid bodies', async () => {
  await using service = await orderService({ idle: true });
  const { paths } = (await service.call('GET', '//openapi.json')).body;
  const nobodys = '0190a0a0-0000-7000-8000-000000000001';
  let tried = 0;
  for (const [path, item] of Object.entries<Item>(paths)) {
    const example = item.post?.requestBody?.content['application/json'].example;
    if (example === undefined || !path.includes('{')) continue;
    const url = path.replace('/api/v1', '').replaceAll(/\{\w+\}/g, nobodys);
    // Validation comes before existence.
    assert.equal((await service.call('POST', url, { as: ada, body: example })).status, 404, path);
    tried++;
  }
  assert.equal(tried, 6);
  const body = { ...orderExample, lines: [{ sku: 'A', quantity: 1 }] };
  assert.equal((await service.call('POST', '/orders', { as: alice, body })).status, 202);
});

test('the description of paymentToken names the test tokens', async () => {
  await using service = await orderService({ idle: true });
  const { paths } = (await service.call('GET', '//openapi.json')).body;
  const { schema } = paths['/api/v1/orders/{orderId}/place'].post.requestBody.content['application/json'];
  assert.match(schema.properties.paymentToken.description, /tok_ok, tok_declined/);
});
