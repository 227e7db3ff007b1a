import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { User } from './testing/client.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

const id = '0190a0a0-0000-7000-8000-000000000001';
const everybody = ['alice', 'carol', 'walt', 'sam', 'ada'] as const;
type Asker = (typeof everybody)[number];

/** security.md's table, endpoint by endpoint. `public` also lets in whoever has no token; admin is always meant. */
const table: readonly (readonly [method: string, path: string, allowed: 'public' | readonly Asker[]])[] = [
  ['GET', '/products', 'public'],
  ['GET', `/products/${id}`, 'public'],
  ['GET', '/products/by-slug/lantern', 'public'],
  ['GET', `/products/${id}/availability`, 'public'],
  ['POST', '/products', ['carol']],
  ['PATCH', `/products/${id}`, ['carol']],
  ['POST', `/products/${id}/variants`, ['carol']],
  ['PUT', `/products/${id}/variants/sku/price`, ['carol']],
  ['POST', `/products/${id}/publish`, ['carol']],
  ['POST', `/products/${id}/archive`, ['carol']],
  ['POST', '/inventory', ['walt']],
  ['POST', '/inventory/sku/receipts', ['walt']],
  ['POST', '/inventory/sku/adjustments', ['walt']],
  ['PUT', '/inventory/sku/low-stock-threshold', ['walt']],
  ['GET', '/inventory', ['carol', 'walt', 'sam']],
  ['GET', '/inventory/sku', ['carol', 'walt', 'sam']],
  ['GET', '/inventory/sku/ledger', ['carol', 'walt', 'sam']],
  ['GET', '/inventory/sku/reservations', ['carol', 'walt', 'sam']],
  ['POST', '/discount-codes', ['carol']],
  ['POST', '/discount-codes/SPRING/withdraw', ['carol']],
  ['GET', '/discount-codes', ['carol', 'sam']],
  ['GET', '/discount-codes/SPRING', ['carol', 'sam']],
  ['POST', '/orders', ['alice', 'sam']],
  ['POST', `/orders/${id}/lines`, ['alice', 'sam']],
  ['PATCH', `/orders/${id}/lines/${id}`, ['alice', 'sam']],
  ['DELETE', `/orders/${id}/lines/${id}`, ['alice', 'sam']],
  ['PUT', `/orders/${id}/shipping-address`, ['alice', 'sam']],
  ['PUT', `/orders/${id}/discount-code`, ['alice', 'sam']],
  ['POST', `/orders/${id}/place`, ['alice', 'sam']],
  ['POST', `/orders/${id}/payment-attempts`, ['alice', 'sam']],
  ['POST', `/orders/${id}/cancel`, ['alice', 'sam']],
  ['POST', `/orders/${id}/returns`, ['alice', 'sam']],
  ['POST', `/orders/${id}/fulfilments`, ['walt']],
  ['POST', `/orders/${id}/fulfilments/${id}/deliver`, ['walt']],
  ['POST', `/orders/${id}/returns/${id}/approve`, ['sam']],
  ['POST', `/orders/${id}/returns/${id}/reject`, ['sam']],
  ['POST', `/orders/${id}/returns/${id}/receive`, ['walt']],
  ['POST', `/orders/${id}/refunds`, ['sam']],
  ['GET', '/orders', ['alice', 'walt', 'sam']],
  ['GET', `/orders/${id}`, ['alice', 'walt', 'sam']],
  ['GET', `/orders/${id}/timeline`, ['alice', 'walt', 'sam']],
  ['GET', '/fulfilment-queue', ['walt']],
  ['GET', '/reports/sales', ['carol']],
  ['GET', '/operations/projections', []],
  ['GET', '/operations/parked-streams', []],
  ['GET', '/operations/processes', []],
  ['GET', '/operations/streams/order-1', []],
  ['GET', '/operations/events', []],
  ['POST', '/operations/projections/nothing/replay', []],
  ['POST', '/operations/parked-streams/order-1/retry', []],
  ['POST', '/operations/parked-streams/order-1/discard', []],
];

let running: TestShop;
before(async () => {
  running = await startTestShop();
});
after(() => running[Symbol.asyncDispose]());

/** Through the gateway and past it: the services do not rely on it. */
async function statusOf(base: string, method: string, path: string, as: User | undefined): Promise<number> {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: as === undefined ? {} : { Authorization: `Bearer ${await running.client.token(as)}` },
  });
  await response.arrayBuffer();
  return response.status;
}

for (const [method, path, allowed] of table) {
  test(`${method} ${path.replaceAll(id, '{id}')} is for ${allowed === 'public' ? 'everybody' : [...allowed, 'ada'].join(', ')}`, async () => {
    const bases = [running.shop.gateway, serviceOf(method, path)];
    for (const base of bases) {
      const anonymous = await statusOf(base, method, path, undefined);
      assert.equal(anonymous === 401, allowed !== 'public', `without a token at ${base}: ${anonymous}`);
      for (const user of everybody) {
        const status = await statusOf(base, method, path, user);
        const may = allowed === 'public' || user === 'ada' || allowed.includes(user);
        assert.equal(status === 403, !may, `${user} at ${base}: ${status}`);
        assert.notEqual(status, 401);
        assert.ok(status < 500, `${user} at ${base}: ${status}`);
      }
    }
  });
}

test('the table names every operation the services have', async () => {
  const { paths } = (await (await fetch(`${running.shop.gateway}/api/v1/openapi.json`)).json()) as {
    paths: Record<string, Record<string, unknown>>;
  };
  const shape = (path: string): string => path.replaceAll(/\{[^}]+\}/g, '*');
  const served = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${shape(path.replace('/api/v1', ''))}`),
  );
  const named = table.map(
    ([method, path]) => `${method} ${path.replaceAll(id, '*').replace(/\/(sku|SPRING|lantern|nothing|order-1)(?=\/|$)/g, '/*')}`,
  );
  assert.deepEqual(served.toSorted(), [...named, 'POST /customers/*/erasure'].toSorted());
});

test('a customer erases themselves, admin anybody, nobody else anyone', async () => {
  const { client } = running;
  const bob = JSON.parse(Buffer.from((await client.token('bob')).split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
  for (const user of ['alice', 'carol', 'walt', 'sam'] as const) {
    assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`, { as: user })).status, 403, user);
  }
  assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`)).status, 401);
  assert.equal((await client.ask('POST', `/customers/${bob.sub}/erasure`, { as: 'bob' })).status, 202);
  assert.equal((await client.ask('POST', '/customers/somebody/erasure', { as: 'ada' })).status, 202);
});

function serviceOf(method: string, path: string): string {
  const { services } = running.shop;
  const side = method === 'GET' ? 'queries' : 'commands';
  const name = path.startsWith('/operations')
    ? 'operations'
    : /^\/(products|inventory|discount-codes)/.test(path)
      ? `product-${side}`
      : `order-${side}`;
  return services[name] ?? '';
}
