import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, it } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { address, orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import { startTestShop } from '@shop/standalone/testing/test-shop.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { ancestors, orphans, tracesOf, traceWhen, type ZipkinSpan } from './testing/zipkin.ts';

describeOn('zipkin', 'one order in Zipkin', ({ url }) => {
  const mark = randomUUID().slice(0, 8);
  const correlationId = `order-${mark}`;
  const personal = { name: `Canary Name ${mark}`, line1: `1 Canary Street ${mark}`, postalCode: `CANARY ${mark}` };
  const key = `canary-key-${mark}`;
  let system: TestSystem;
  let spans: readonly ZipkinSpan[] = [];
  before(async () => {
    system = await startTestSystem({ ZIPKIN_URL: `${url}/api/v2/spans`, TRACE_SAMPLE_RATIO: '1' }, { instances: 1 });
    const { client } = system;
    await stockProduct(client, `TRACE-${mark}`, 10);
    const body = { ...orderOf([{ sku: `TRACE-${mark}`, quantity: 1 }]), shippingAddress: { ...address, ...personal } };
    const headers = { Prefer: 'wait=20', 'X-Correlation-Id': correlationId };
    const placed = await client.ask('POST', '/orders', { as: 'alice', key, body, headers });
    assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
    await client.until(`/orders/${placed.body.id}`, 'alice', ({ status }) => status === 'confirmed');
    const begun = async () => (await tracesOf(url, correlationId))[0]?.[0]?.traceId;
    spans = await traceWhen(url, begun, (found) => missing(found).length === 0 && orphans(found).length === 0);
  });
  after(() => system?.[Symbol.asyncDispose]());

  const named = (service: string, name: string): readonly ZipkinSpan[] =>
    spans.filter((span) => span.localEndpoint.serviceName === service && span.name.startsWith(name));

  /** What a whole trace has, by service and name. */
  const expected = [
    ['gateway', 'post /api/v1/orders'],
    ['order-commands', '/orders'],
    ['order-commands', 'append order'],
    ['event-relay', 'relay'],
    ['order-projectors', 'project order-detail'],
    ['order-projectors', 'project sales-report'],
    ['product-projectors', 'project stock-levels'],
    ['fulfilment-process', 'fulfil order'],
    ['fulfilment-process', 'post /internal/'],
    ['product-commands', '/internal/'],
    ['product-commands', 'append inventory'],
    ['fulfilment-process', 'payment authorize'],
    ['fulfilment-process', 'append payment'],
    ['fulfilment-process', 'append fulfilmentprocess'],
  ] as const;
  function missing(found: readonly ZipkinSpan[]): readonly string[] {
    return expected
      .filter(([service, name]) => !found.some((s) => s.localEndpoint.serviceName === service && s.name.startsWith(name)))
      .map((each) => each.join(': '));
  }

  it('is one trace that has every part of the shop in it', async () => {
    assert.deepEqual(missing(spans), []);
    assert.equal((await tracesOf(url, correlationId)).length, 1);
  });

  it('is one tree: the gateway is its root, and every other span has a parent', () => {
    const roots = spans.filter(({ parentId }) => parentId === undefined);
    assert.deepEqual(
      roots.map(({ localEndpoint }) => localEndpoint.serviceName),
      ['gateway'],
    );
    assert.deepEqual(orphans(spans), []);
  });

  it('goes from the gateway to the command, its append, and from there to relay, projections and fulfilment', () => {
    const above = ['order-commands append order', 'order-commands /orders', 'gateway post /api/v1/orders'];
    for (const [service, name] of [
      ['event-relay', 'relay'],
      ['order-projectors', 'project order-detail'],
      ['fulfilment-process', 'fulfil order'],
    ] as const) {
      const paths = named(service, name).map((span) => ancestors(spans, span).join(' < '));
      assert.ok(paths.includes(above.join(' < ')), `${name}: ${paths.join('\n')}`);
    }
  });

  it('has reservation and payment below the fulfilment process', () => {
    for (const [service, name] of [
      ['product-commands', 'append inventory'],
      ['fulfilment-process', 'payment authorize'],
      ['fulfilment-process', 'append payment'],
    ] as const) {
      for (const span of named(service, name)) {
        assert.ok(ancestors(spans, span).includes('fulfilment-process fulfil order'), `${name}: ${ancestors(spans, span)}`);
      }
    }
    const [reserved] = named('product-commands', 'append inventory');
    assert.match(reserved ? (ancestors(spans, reserved)[0] ?? '') : '', /^product-commands \/internal\//);
  });

  it('tells streams and counts, and nothing secret or personal', async () => {
    const [append] = named('order-commands', 'append order');
    assert.match(append?.tags?.['stream'] ?? '', /^order-/);
    const text = JSON.stringify(spans);
    const token = (await system.client.token('alice')).split('.');
    for (const canary of [...Object.values(personal), key, token[1] ?? '', token[2] ?? '', 'tok_ok', 'shop-demo']) {
      assert.ok(canary.length > 3 && !text.includes(canary), `a span tells ${canary}`);
    }
  });
});

describeOn('zipkin', 'an order that is not sampled', ({ url }) => {
  it('leaves nothing in Zipkin, also where the client asks for it', async () => {
    const correlationId = `unsampled-${randomUUID().slice(0, 8)}`;
    {
      await using shop = await startTestShop({ ZIPKIN_URL: `${url}/api/v2/spans`, TRACE_SAMPLE_RATIO: '0' });
      await stockProduct(shop.client, 'UNSAMPLED-1', 10);
      const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
      const headers = { Prefer: 'wait=20', 'X-Correlation-Id': correlationId, traceparent };
      const body = orderOf([{ sku: 'UNSAMPLED-1', quantity: 1 }]);
      const placed = await shop.client.ask('POST', '/orders', { as: 'alice', body, headers });
      assert.equal(placed.body.status, 'confirmed', JSON.stringify(placed.body));
    }
    // The shop has ended, and with it everything was sent that would be.
    assert.deepEqual(await tracesOf(url, correlationId), []);
  });
});
