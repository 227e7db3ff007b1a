import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serve } from './testing.ts';

test('the documented examples work on a new shop, in their order', async () => {
  const { http } = await serve();
  await using service = http;
  const { paths } = (await service.call('GET', '//openapi.json')).body;
  for (const [path, status] of [
    ['/products', 201],
    ['/inventory', 201],
    ['/inventory/{sku}/receipts', 200],
    ['/discount-codes', 201],
  ] as const) {
    const { example } = paths[`/api/v1${path}`].post.requestBody.content['application/json'];
    const answer = await service.call('POST', path.replace('{sku}', 'MUG-BLUE'), { as: 'admin~ada', body: example });
    assert.equal(answer.status, status, path);
  }
});
