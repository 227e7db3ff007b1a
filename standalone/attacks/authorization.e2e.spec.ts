import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { address, orderOf } from '../testing/stock-shop.ts';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertProblem, invariantsHold, subjectOf, victimsCart, victimsOrder, withoutEffect } from './attack.ts';

let running: TestShop;
let order: string;
let cart: { readonly id: string; readonly line: string };
let victim: string;
before(async () => {
  running = await startTestShop();
  order = await victimsOrder(running, 'AUTH-1');
  cart = await victimsCart(running, 'AUTH-1');
  victim = await subjectOf(running, 'alice');
});
after(() => running[Symbol.asyncDispose]());

const stranger = '0190a0a0-0000-7000-8000-000000000001';
const tag = { 'If-Match': '*' };

describe("another customer's order", () => {
  /** Every command a customer may send, with a body that its owner could send too. */
  const attacks = (id: string, line: string): readonly (readonly [string, string, unknown?])[] => [
    ['GET', `/orders/${id}`],
    ['GET', `/orders/${id}?asOf=0`],
    ['GET', `/orders/${id}?asOf=2020-01-01`],
    ['GET', `/orders/${id}/timeline`],
    ['POST', `/orders/${id}/lines`, { sku: 'AUTH-1', quantity: 1 }],
    ['POST', `/orders/${id}/lines`, { sku: 'NOT-SOLD', quantity: 1 }],
    ['PATCH', `/orders/${id}/lines/${line}`, { quantity: 2 }],
    ['DELETE', `/orders/${id}/lines/${line}`],
    ['PUT', `/orders/${id}/shipping-address`, address],
    ['PUT', `/orders/${id}/discount-code`, { code: 'SPRING' }],
    ['POST', `/orders/${id}/place`, { paymentToken: 'tok_ok' }],
    ['POST', `/orders/${id}/payment-attempts`, { paymentToken: 'tok_ok' }],
    ['POST', `/orders/${id}/cancel`, {}],
    ['POST', `/orders/${id}/returns`, { lines: [{ sku: 'AUTH-1', quantity: 1 }], reason: 'mine now' }],
  ];

  it('is a 404 to every query and command, and no different from an order that is not there', () =>
    withoutEffect(running, async () => {
      const none = attacks(stranger, stranger);
      for (const [id, line] of [
        [order, stranger],
        [cart.id, cart.line],
      ] as const) {
        for (const [index, [method, path, body]] of attacks(id, line).entries()) {
          const ask = { as: 'bob', body, headers: method === 'GET' || method === 'POST' ? {} : tag } as const;
          const real = await running.client.ask(method, path, ask);
          assertProblem(real, 404);
          const missing = await running.client.ask(method, none[index]?.[1] ?? '', ask);
          const told = ({ status, body: { title, detail, type } }: typeof real) => ({ status, title, detail, type });
          assert.deepEqual(told(real), told(missing), `${method} ${path}`);
        }
      }
    }));

  it('is in no list, however it is asked for', () =>
    withoutEffect(running, async () => {
      for (const query of ['', '?status=draft', '?status=confirmed', '?limit=100&total=true', '?minTotal=0', '?sort=total']) {
        const { status, body } = await running.client.ask('GET', `/orders${query}`, { as: 'bob' });
        assert.deepEqual([status, body.items], [200, []], query);
      }
      assertProblem(await running.client.ask('GET', `/orders?customerId=${victim}`, { as: 'bob' }), 403);
      assertProblem(await running.client.ask('GET', `/orders?customerId=`, { as: 'bob' }), 403, 422);
      const list = await running.client.ask('GET', '/orders?limit=1', { as: 'alice' });
      const cursor = `limit=1&cursor=${list.body.page.nextCursor}`;
      const next = await running.client.ask('GET', `/orders?${cursor}`, { as: 'bob' });
      assert.ok(next.status === 422 || next.body.items.length === 0, JSON.stringify(next.body));
    }));

  it('is shown to the warehouse without prices and payment, and only once confirmed', () =>
    withoutEffect(running, async () => {
      const view = await running.client.ask('GET', `/orders/${order}`, { as: 'walt' });
      assert.equal(view.status, 200);
      for (const hidden of ['totals', 'captured', 'refunded', 'payment', 'discountCode', 'refunds']) {
        assert.ok(!(hidden in view.body), hidden);
      }
      assert.ok(!JSON.stringify(view.body.lines).includes('unitPrice'));
      assertProblem(await running.client.ask('GET', `/orders/${cart.id}`, { as: 'walt' }), 404);
    }));
});

describe('a customer', () => {
  it('sends nothing that is for staff', () =>
    withoutEffect(running, async () => {
      const { lines, ...rest } = orderOf([{ sku: 'AUTH-1', quantity: 1 }]);
      const members: Readonly<Record<string, unknown>>[] = [
        { customerId: victim },
        { placedAt: '2020-01-01T00:00:00Z' },
        { agreedShipping: { amount: 0, currency: 'GBP' } },
        { agreedTaxRate: 0 },
        { reason: 'because' },
        { customerId: null },
        { lines: [{ ...lines[0], agreedUnitPrice: { amount: 1, currency: 'GBP' } }] },
      ];
      for (const member of members) {
        assertProblem(await running.client.ask('POST', '/orders', { as: 'bob', body: { lines, ...rest, ...member } }), 403);
      }
      const cancel = { as: 'alice', body: { occurredAt: '2020-01-01T00:00:00Z', reason: 'x' } } as const;
      assertProblem(await running.client.ask('POST', `/orders/${order}/cancel`, cancel), 403);
    }));

  it('erases nobody else', () =>
    withoutEffect(running, async () =>
      assertProblem(await running.client.ask('POST', `/customers/${victim}/erasure`, { as: 'bob' }), 403),
    ));
});

describe('nobody becomes somebody else', () => {
  it('by headers that name a user, a role or a service', () =>
    withoutEffect(running, async () => {
      const forged = {
        'X-User-Id': victim,
        'X-Customer-Id': victim,
        'X-Roles': 'admin',
        'X-Forwarded-User': 'ada',
        'X-Consumer-Id': victim,
        'X-On-Behalf-Of': victim,
        'X-Internal': 'true',
        'X-Original-URL': '/internal/stock/reservations',
        'X-Rewrite-URL': '/api/v1/operations/events',
        Via: '1.1 order-commands',
      };
      assertProblem(await running.client.ask('GET', `/orders/${order}`, { as: 'bob', headers: forged }), 404);
      assertProblem(await running.client.ask('GET', `/orders/${order}`, { headers: forged }), 401);
      assertProblem(await running.client.ask('GET', '/operations/events', { as: 'bob', headers: forged }), 403);
      // Nor past the gateway, by whoever reaches a service's port.
      for (const url of Object.values(running.shop.services)) {
        const direct = await fetch(`${url}/api/v1/orders/${order}`, { headers: forged });
        assert.ok([401, 404].includes(direct.status), `${direct.status}`);
      }
    }));

  it('by the name of another method', () =>
    withoutEffect(running, async () => {
      for (const header of ['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override']) {
        const read = await running.client.ask('GET', `/orders/${cart.id}`, { as: 'alice', headers: { [header]: 'DELETE' } });
        assert.equal(read.status, 200);
        const headers = { [header]: 'GET', ...tag };
        assertProblem(await running.client.ask('DELETE', `/orders/${cart.id}/lines/${cart.line}`, { as: 'bob', headers }), 404);
      }
      assertProblem(await running.client.ask('POST', `/orders/${order}?_method=DELETE`, { as: 'bob' }), 405);
      assertProblem(await running.client.ask('GET', '/products?_method=POST', { as: 'bob' }), 422);
    }));
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));
