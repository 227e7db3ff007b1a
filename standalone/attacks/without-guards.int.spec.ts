import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createOrderCommands } from '@shop/order-commands/application.ts';
import { ownOrder } from '@shop/order-commands/order/http-context.ts';
import { orderSpec } from '@shop/order-commands/order/order.ts';
import { FakeCatalogue } from '@shop/order-commands/testing/fake-catalogue.ts';
import { FakeDiscountCodes } from '@shop/order-commands/testing/fake-discount-codes.ts';
import { FakeStock } from '@shop/order-commands/testing/fake-stock.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { idempotencyScope } from '@shop/platform/http/request-context.ts';
import type { Route } from '@shop/platform/http/route.ts';
import { type TestService, testService } from '@shop/platform/http/testing.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { memoryKeyVault } from '@shop/platform/personal-data/memory.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { serve } from '@shop/product-commands/testing.ts';

/**
 * What the attack specs show to fail does succeed once its guard is taken out: those specs test the guards and
 * not some other thing that happens to be in the way.
 */
const bob = { sub: 'bob', roles: ['customer'], client: false, clientId: 'test', expiresAt: Infinity } as const;
const cause = {
  commandId: '0190a0a0-0000-7000-8000-00000000000b',
  correlationId: 'attack',
  causationId: 'attack',
  actor: { id: 'bob', kind: 'user' },
} as const;

function orderRoutes(store: EventStore): readonly Route[] {
  const clock = systemClock;
  return createOrderCommands({
    ...{ store, clock, currency: 'GBP', log: silentLog },
    stock: new FakeStock({ A: 100 }),
    catalogue: new FakeCatalogue({ A: 1_000 }),
    vault: memoryKeyVault(),
    feed: storeFeed(store, clock),
    discountCodes: new FakeDiscountCodes([]),
    provider: testPaymentProvider({ clock }),
  }).routes;
}

describe('without its guard, an attack succeeds:', () => {
  const store = memoryEventStore({ clock: systemClock });
  const routes = orderRoutes(store);
  let service: TestService;
  let order: string;
  before(async () => {
    service = await testService(routes);
    order = (await service.call('POST', '/orders', { as: 'customer~alice', body: { lines: [{ sku: 'A', quantity: 1 }] } })).body
      .id;
  });
  after(() => service[Symbol.asyncDispose]());

  it("ownership in the aggregate keeps bob from cancelling alice's order, and nothing else does", async () => {
    const orders = createAggregate(orderSpec, { store, clock: systemClock });
    const cancel = { type: 'CancelOrder', reason: null, occurredAt: '2026-01-01T00:00:00Z' } as const;
    const guarded = await orders.execute(order, cancel, cause, { guard: ownOrder(bob) });
    assert.ok(!guarded.accepted && guarded.refusal.code === 'not-found');
    const unguarded = await orders.execute(order, cancel, cause);
    assert.ok(unguarded.accepted && unguarded.state.status === 'cancelled');
  });

  it('the look at members for staff keeps a customer from naming a price', async () => {
    const body = { lines: [{ sku: 'A', quantity: 1, agreedUnitPrice: { amount: 1, currency: 'GBP' } }], reason: 'mine' };
    assert.equal((await service.call('POST', '/orders', { as: 'customer~bob', body })).status, 403);
    const { authorizeBody: _guard, ...open } = routes.find(({ operationId }) => operationId === 'createOrder') as Route;
    await using unguarded = await testService([open]);
    const made = await unguarded.call('POST', '/orders', { as: 'customer~bob', body });
    assert.equal(made.status, 201);
    const added = (await Array.fromAsync(store.readStream(`order-${made.body.id}`))).find(
      ({ type }) => type === 'OrderLineAdded',
    );
    assert.equal((added?.data as { line: { unitPrice: { amount: number } } }).line.unitPrice.amount, 1);
  });

  it('the roles of a route keep a customer out of staff work', async () => {
    const refund = routes.find(({ operationId }) => operationId === 'issueRefund') as Route;
    const path = `/orders/${order}/refunds`;
    const body = { amount: { amount: 1, currency: 'GBP' }, reason: 'mine' };
    assert.equal((await service.call('POST', path, { as: 'customer~bob', body })).status, 403);
    await using unguarded = await testService([{ ...refund, access: ['customer'] }]);
    // The order was never paid: the refusal is the domain's own, reached by somebody who may not ask.
    const reached = await unguarded.call('POST', path, { as: 'customer~bob', body });
    assert.deepEqual([reached.status, reached.body.type], [409, '/problems/refund-exceeds-captured']);
  });

  it('the access of internal routes keeps people from taking stock past an order', async () => {
    const products = await serve();
    try {
      const path = '/internal/offers';
      const body = { skus: ['A'], includeUnlisted: true };
      assert.equal((await products.http.call('POST', path, { as: 'admin~ada', body })).status, 403);
      const offers = products.routes.find((route) => route.path === path) as Route;
      await using unguarded = await testService([{ ...offers, access: 'public', path: '/offers' }]);
      assert.equal((await unguarded.call('POST', '/offers', { body })).status, 200);
    } finally {
      await products.http[Symbol.asyncDispose]();
    }
  });

  it("the subject in an idempotency key's scope keeps one customer's answer from another", async () => {
    const scopes = (subjects: readonly string[]) =>
      subjects.map((subject) => idempotencyScope(subject, 'POST', '/orders', 'key'));
    assert.equal(new Set(scopes(['alice', 'bob'])).size, 2);
    const alices = await service.call('POST', '/orders', { as: 'customer~alice', key: 'shared', body: {} });
    const bobs = await service.call('POST', '/orders', { as: 'customer~bob', key: 'shared', body: {} });
    assert.notEqual(bobs.body.id, alices.body.id);
    // Were the subject left out, both would be one: the same scope gives the first one's answer.
    assert.equal(new Set(scopes(['', ''])).size, 1);
    const again = await service.call('POST', '/orders', { as: 'customer~alice', key: 'shared', body: {} });
    assert.deepEqual([again.body, again.headers.get('idempotent-replayed')], [alices.body, 'true']);
  });

  it('the parts of a scope cannot be shifted into one another', () => {
    assert.notEqual(idempotencyScope('a', 'POST', '/b', 'c'), idempotencyScope('aPOST', '', '/b', 'c'));
    assert.notEqual(idempotencyScope('a', 'POST', '/b', '/c'), idempotencyScope('a', 'POST', '/b/c', ''));
  });
});
