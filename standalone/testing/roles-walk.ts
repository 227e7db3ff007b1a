import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { User } from './client.ts';
import type { TestShop } from './test-shop.ts';

export const anyId = '0190a0a0-0000-7000-8000-000000000001';
const everybody = ['alice', 'carol', 'walt', 'sam', 'ada'] as const;
type Asker = (typeof everybody)[number];

/** security.md's table, endpoint by endpoint. `public` also lets in whoever has no token; admin is always meant. */
export const rolesTable: readonly (readonly [method: string, path: string, allowed: 'public' | readonly Asker[]])[] = [
  ['GET', '/products', 'public'],
  ['GET', `/products/${anyId}`, 'public'],
  ['GET', '/products/by-slug/lantern', 'public'],
  ['GET', `/products/${anyId}/availability`, 'public'],
  ['POST', '/products', ['carol']],
  ['PATCH', `/products/${anyId}`, ['carol']],
  ['POST', `/products/${anyId}/variants`, ['carol']],
  ['PUT', `/products/${anyId}/variants/sku/price`, ['carol']],
  ['POST', `/products/${anyId}/publish`, ['carol']],
  ['POST', `/products/${anyId}/archive`, ['carol']],
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
  ['POST', `/orders/${anyId}/lines`, ['alice', 'sam']],
  ['PATCH', `/orders/${anyId}/lines/${anyId}`, ['alice', 'sam']],
  ['DELETE', `/orders/${anyId}/lines/${anyId}`, ['alice', 'sam']],
  ['PUT', `/orders/${anyId}/shipping-address`, ['alice', 'sam']],
  ['PUT', `/orders/${anyId}/discount-code`, ['alice', 'sam']],
  ['POST', `/orders/${anyId}/place`, ['alice', 'sam']],
  ['POST', `/orders/${anyId}/payment-attempts`, ['alice', 'sam']],
  ['POST', `/orders/${anyId}/cancel`, ['alice', 'sam']],
  ['POST', `/orders/${anyId}/returns`, ['alice', 'sam']],
  ['POST', `/orders/${anyId}/fulfilments`, ['walt']],
  ['POST', `/orders/${anyId}/fulfilments/${anyId}/deliver`, ['walt']],
  ['POST', `/orders/${anyId}/returns/${anyId}/approve`, ['sam']],
  ['POST', `/orders/${anyId}/returns/${anyId}/reject`, ['sam']],
  ['POST', `/orders/${anyId}/returns/${anyId}/receive`, ['walt']],
  ['POST', `/orders/${anyId}/refunds`, ['sam']],
  ['GET', '/orders', ['alice', 'walt', 'sam']],
  ['GET', `/orders/${anyId}`, ['alice', 'walt', 'sam']],
  ['GET', `/orders/${anyId}/timeline`, ['alice', 'walt', 'sam']],
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

/** Through the gateway and past it: the services do not rely on it. */
async function statusOf(
  client: TestShop['client'],
  base: string,
  method: string,
  path: string,
  as: User | undefined,
): Promise<number> {
  const response = await fetch(`${base}/api/v1${path}`, {
    method,
    headers: as === undefined ? {} : { Authorization: `Bearer ${await client.token(as)}` },
  });
  await response.arrayBuffer();
  return response.status;
}

/** One test for each row of the table, at the gateway and past it; `shop` answers the shop once it runs. */
export function walkTheRoles(shop: () => TestShop): void {
  for (const [method, path, allowed] of rolesTable) {
    test(`${method} ${path.replaceAll(anyId, '{id}')} is for ${allowed === 'public' ? 'everybody' : [...allowed, 'ada'].join(', ')}`, async () => {
      const bases = [shop().shop.gateway, serviceOf(shop(), method, path)];
      for (const base of bases) {
        const anonymous = await statusOf(shop().client, base, method, path, undefined);
        assert.equal(anonymous === 401, allowed !== 'public', `without a token at ${base}: ${anonymous}`);
        for (const user of everybody) {
          const status = await statusOf(shop().client, base, method, path, user);
          const may = allowed === 'public' || user === 'ada' || allowed.includes(user);
          assert.equal(status === 403, !may, `${user} at ${base}: ${status}`);
          assert.notEqual(status, 401);
          assert.ok(status < 500, `${user} at ${base}: ${status}`);
        }
      }
    });
  }
}

function serviceOf(running: TestShop, method: string, path: string): string {
  const { services } = running.shop;
  const side = method === 'GET' ? 'queries' : 'commands';
  const name = path.startsWith('/operations')
    ? 'operations'
    : /^\/(products|inventory|discount-codes)/.test(path)
      ? `product-${side}`
      : `order-${side}`;
  return services[name] ?? '';
}
