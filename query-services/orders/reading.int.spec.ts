import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirmedOrder, created, dispatched, ofOrder, testId } from './testing/events.ts';
import { projectInto } from './testing/projected.ts';
import { type OrderService, orderService } from './testing/service.ts';

const id = testId(1);
const history = ofOrder(id, [
  ...confirmedOrder({ orderId: id, lines: [{ sku: 'MUG', quantity: 2, unitPrice: 1_000 }] }),
  dispatched(1, { MUG: 1 }),
]);
const last = history.length - 1;
const paths = [
  `/orders/${id}`,
  `/orders/${id}?asOf=99`,
  `/orders/${id}/timeline`,
  '/orders',
  '/fulfilment-queue',
  '/reports/sales',
];

/** Asks, and moves the clock on until there is an answer. */
async function patiently(service: OrderService, path: string, token: string) {
  let answered = false;
  const answer = service
    .call('GET', path, { as: 'admin~ada', headers: { 'Consistency-Token': token } })
    .finally(() => (answered = true));
  const begun = service.clock.now();
  while (!answered) {
    await service.clock.advance(service.clock.sleepers > 0 ? 50 : 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return { ...(await answer), waited: service.clock.now() - begun };
}

describe('a query with a Consistency-Token', () => {
  it('answers at once where the write is applied', async () => {
    await using service = await orderService(history);
    for (const path of paths) {
      const { status, waited } = await patiently(service, path, `order-${id}@${last}`);
      deepStrictEqual([status, waited], [200, 0], path);
    }
  });

  it('is 503 after two seconds where it is not', async () => {
    await using service = await orderService(history);
    for (const path of paths) {
      const { status, body, headers, waited } = await patiently(service, path, `order-${id}@${last + 1}`);
      deepStrictEqual([status, body.type, headers.get('retry-after')], [503, '/problems/read-model-lagging', '1'], path);
      strictEqual(waited >= 2_000 && waited < 2_100, true, `${path} waited ${waited} ms`);
    }
  });

  it('waits until the write is applied', async () => {
    await using service = await orderService(history.slice(0, last));
    const asked = service.call('GET', `/orders/${id}`, {
      as: 'admin~ada',
      headers: { 'Consistency-Token': `order-${id}@${last}` },
    });
    while (service.clock.sleepers === 0) await new Promise((resolve) => setImmediate(resolve));
    const [detail] = service.queries.models;
    if (!detail) throw new Error('there is no model');
    const projection = service.store.projection(detail);
    const generation = await projection.open((await projection.active())?.generation ?? -1);
    await projectInto(generation, detail, [history.slice(last)]);
    await service.clock.advance(100);
    const { status, body } = await asked;
    deepStrictEqual([status, body.revision], [200, last]);
  });

  it('passes over a token of streams that the view does not read', async () => {
    await using service = await orderService(history);
    const { status, waited } = await patiently(service, '/orders', 'product-x@5,inventory-y@1');
    deepStrictEqual([status, waited], [200, 0]);
    strictEqual((await patiently(service, '/orders', 'customer-alice@5')).status, 200);
    strictEqual((await patiently(service, `/orders/${id}`, 'customer-alice@5')).status, 503);
  });

  it('is 400 where the token is malformed', async () => {
    await using service = await orderService(history);
    for (const path of paths) strictEqual((await patiently(service, path, 'order')).status, 400, path);
  });
});

describe('a view that was never built', () => {
  it('is 503 until its first generation is active', async () => {
    await using service = await orderService(null);
    for (const path of [...paths, '/operations/processes']) {
      const { status, body, headers } = await service.call('GET', path, { as: 'admin~ada' });
      deepStrictEqual([status, body.type, headers.get('retry-after')], [503, '/problems/read-model-not-ready', '2'], path);
    }
    const [detail] = service.queries.models;
    if (!detail) throw new Error('there is no model');
    const generation = await service.store.projection(detail).create();
    await projectInto(generation, detail, [ofOrder(id, [created(id)])]);
    strictEqual((await service.call('GET', `/orders/${id}`, { as: 'admin~ada' })).status, 503);
    await service.store.projection(detail).activate(generation.generation);
    strictEqual((await service.call('GET', `/orders/${id}`, { as: 'admin~ada' })).status, 200);
  });
});
