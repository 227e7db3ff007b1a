import { deepStrictEqual, equal } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestAnswer } from '@shop/platform/http/testing.ts';
import { eventsOf, serve } from '../testing.ts';

let service: Awaited<ReturnType<typeof serve>>;
before(async () => (service = await serve()));
after(() => service.http[Symbol.asyncDispose]());

const as = 'warehouse~walt';
const call = (method: string, path: string, body?: unknown, options: { ifMatch?: string; key?: string } = {}) =>
  service.http.call(method, path, {
    as,
    ...(body === undefined ? {} : { body }),
    ...(options.key === undefined ? {} : { key: options.key }),
    ...(options.ifMatch === undefined ? {} : { headers: { 'If-Match': options.ifMatch } }),
  });
const register = (sku: string, more: object = {}) => call('POST', '/inventory', { sku, ...more });
const problem = ({ status, body }: TestAnswer): unknown[] => [status, body.type];

describe('POST /inventory', () => {
  it('answers 201 with the SKU as id', async () => {
    const answer = await register('A.1', { onHand: 10, lowStockThreshold: 3 });
    deepStrictEqual([answer.status, answer.body], [201, { id: 'A.1', revision: 0, status: 'in_stock' }]);
    equal(answer.headers.get('location'), '/api/v1/inventory/A.1');
    equal(answer.headers.get('consistency-token'), 'inventory-A.1@0');
    equal((await register('EMPTY')).body.status, 'out_of_stock');
  });
  it('refuses a second registration and leaves no trace of it', async () => {
    await register('TWICE');
    const before = (await eventsOf(service.store)).length;
    deepStrictEqual(problem(await register('TWICE', { onHand: 5 })), [409, '/problems/already-exists']);
    equal((await eventsOf(service.store)).length, before);
  });
  it('tells letter case apart', async () => {
    equal((await register('84596B')).status, 201);
    equal((await register('84596b')).status, 201);
  });
  it('answers a retry as the first time; the same key with any other body is a 422', async () => {
    const first = await call('POST', '/inventory', { sku: 'KEY', onHand: 1 }, { key: 'k' });
    const again = await call('POST', '/inventory', { sku: 'KEY', onHand: 1 }, { key: 'k' });
    deepStrictEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [201, first.body, 'true']);
    for (const body of [{ sku: 'KEY', onHand: 2 }, { sku: 'OTHER', onHand: 1 }, { sku: 'TWICE' }]) {
      deepStrictEqual(problem(await call('POST', '/inventory', body, { key: 'k' })), [422, '/problems/idempotency-key-reused']);
    }
    equal((await register('OTHER')).status, 201);
  });
  it('refuses what is no stock, pointing at it', async () => {
    const answer = await register('-', { onHand: -1, lowStockThreshold: 1.5, reserved: 1 });
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    deepStrictEqual([answer.status, pointers], [422, ['/sku', '/onHand', '/lowStockThreshold', '/reserved']]);
  });
  it('and every other change is for the warehouse and admin', async () => {
    for (const role of ['customer~a', 'catalog-manager~c', 'support~s', 'service~s']) {
      for (const [method, path] of [
        ['POST', '/inventory'],
        ['POST', '/inventory/A.1/receipts'],
        ['POST', '/inventory/A.1/adjustments'],
        ['PUT', '/inventory/A.1/low-stock-threshold'],
      ] as const) {
        equal((await service.http.call(method, path, { as: role, body: {} })).status, 403);
      }
    }
    equal((await service.http.call('POST', '/inventory', { as: 'admin~ada', body: { sku: 'ADMIN' } })).status, 201);
  });
});

describe('POST /inventory/{sku}/receipts', () => {
  it('books what came in, once', async () => {
    await register('IN');
    const receive = () => call('POST', '/inventory/IN/receipts', { quantity: 5, reference: 'PO-1' }, { key: 'receipt' });
    const first = await receive();
    deepStrictEqual([first.status, first.body], [200, { id: 'IN', revision: 1, status: 'in_stock' }]);
    deepStrictEqual((await receive()).body, first.body);
    const reused = await call('POST', '/inventory/IN/receipts', { quantity: 6 }, { key: 'receipt' });
    deepStrictEqual(problem(reused), [422, '/problems/idempotency-key-reused']);
  });
  it('refuses quantities that are none, and a stale revision where one is named', async () => {
    await register('IN2');
    for (const quantity of [0, -1, 1.5, '1', 1_000_001, null]) {
      equal((await call('POST', '/inventory/IN2/receipts', { quantity })).status, 422);
    }
    equal((await call('POST', '/inventory/IN2/receipts', { quantity: 1 }, { ifMatch: '"9"' })).status, 412);
    equal((await call('POST', '/inventory/IN2/receipts', { quantity: 1 }, { ifMatch: '"0"' })).status, 200);
  });
});

describe('POST /inventory/{sku}/adjustments', () => {
  it('takes a difference or a count', async () => {
    await register('ADJ', { onHand: 5, lowStockThreshold: 2 });
    deepStrictEqual((await call('POST', '/inventory/ADJ/adjustments', { delta: -3, reason: 'broken' })).body.status, 'low_stock');
    deepStrictEqual(
      (await call('POST', '/inventory/ADJ/adjustments', { counted: 0, reason: 'count' })).body.status,
      'out_of_stock',
    );
    deepStrictEqual((await call('POST', '/inventory/ADJ/adjustments', { counted: 9, reason: 'found' })).body.status, 'in_stock');
  });
  it('never takes the book below 0', async () => {
    await register('NEG', { onHand: 5 });
    deepStrictEqual(problem(await call('POST', '/inventory/NEG/adjustments', { delta: -6, reason: 'x' })), [
      409,
      '/problems/negative-stock',
    ]);
  });
  it('wants exactly one of the two, and a reason', async () => {
    await register('ONE');
    for (const body of [
      { reason: 'x' },
      { delta: 1, counted: 1, reason: 'x' },
      { delta: 0, reason: 'x' },
      { delta: 1 },
      { counted: -1, reason: 'x' },
    ]) {
      equal((await call('POST', '/inventory/ONE/adjustments', body)).status, 422);
    }
  });
});

describe('PUT /inventory/{sku}/low-stock-threshold', () => {
  it('sets it at the revision that is meant', async () => {
    await register('LOW', { onHand: 5 });
    const path = '/inventory/LOW/low-stock-threshold';
    equal((await call('PUT', path, { threshold: 5 })).status, 428);
    deepStrictEqual((await call('PUT', path, { threshold: 5 }, { ifMatch: '"0"' })).body, {
      id: 'LOW',
      revision: 2,
      status: 'low_stock',
    });
    equal((await call('PUT', path, { threshold: 6 }, { ifMatch: '"0"' })).status, 412);
    equal((await call('PUT', path, { threshold: -1 }, { ifMatch: '"2"' })).status, 422);
  });
});

it('what was never registered is a 404', async () => {
  equal((await call('POST', '/inventory/NONE/receipts', { quantity: 1 })).status, 404);
  equal((await call('POST', '/inventory/NONE/adjustments', { delta: 1, reason: 'x' })).status, 404);
  equal((await call('PUT', '/inventory/NONE/low-stock-threshold', { threshold: 1 })).status, 404);
  equal((await call('POST', '/inventory/$all/receipts', { quantity: 1 })).status, 404);
});
