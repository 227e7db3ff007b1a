import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alice, orderService, sam } from '../testing/order-service.ts';

const pay = { paymentToken: 'tok_ok' };
const wait = { Prefer: 'wait=10' };
const problem = (answer: { status: number; body: { type?: string } }) => [answer.status, answer.body.type];

describe('placing over HTTP', () => {
  it('takes the price of now: 202, then the end', async () => {
    await using shop = await orderService();
    const id = await shop.cart();
    shop.catalogue.prices.set('A', 1_100);
    const answer = await shop.call('POST', `/orders/${id}/place`, { as: alice, body: pay, key: 'k' });
    deepEqual([answer.status, answer.body], [202, { id, revision: 3, status: 'placed' }]);
    equal(answer.headers.get('location'), `/api/v1/orders/${id}`);
    const again = await shop.call('POST', `/orders/${id}/place`, { as: alice, body: pay, key: 'k', headers: wait });
    deepEqual([again.status, again.body.status], [200, 'confirmed']);
    equal(again.headers.get('idempotent-replayed'), 'true');
    const placed = (await shop.events(`order-${id}`))[3]?.data as { totals: { lines: number } };
    equal(placed.totals.lines, 2_200);
    const second = await shop.call('POST', `/orders/${id}/place`, { as: alice, body: pay });
    deepEqual(problem(second), [409, '/problems/invalid-transition']);
    deepEqual([second.body.current, second.body.allowed], ['confirmed', ['completed', 'cancelled']]);
  });

  it('refuses an empty cart, an unknown token and an article that is gone', async () => {
    await using shop = await orderService({ idle: true });
    const empty = (await shop.call('POST', '/orders', { as: alice, body: {} })).body.id;
    const answer = await shop.call('POST', `/orders/${empty}/place`, { as: alice, body: pay });
    deepEqual([...problem(answer), answer.body.missing], [409, '/problems/order-incomplete', ['lines', 'shippingAddress']]);
    const id = await shop.cart();
    equal((await shop.call('POST', `/orders/${id}/place`, { as: alice, body: { paymentToken: 'nope' } })).status, 422);
    shop.catalogue.prices.delete('A');
    const gone = await shop.call('POST', `/orders/${id}/place`, { as: alice, body: pay });
    deepEqual([...problem(gone), gone.body.unavailable], [409, '/problems/order-incomplete', ['A']]);
  });

  it('looks prices up again where the cart changed meanwhile', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const { offers } = shop.catalogue;
    let changed = false;
    shop.catalogue.offers = async (skus, options) => {
      const found = await offers(skus, options);
      if (!changed) {
        changed = true;
        await shop.call('POST', `/orders/${id}/lines`, { as: alice, body: { sku: 'B', quantity: 1 } });
      }
      return found;
    };
    equal((await shop.call('POST', `/orders/${id}/place`, { as: alice, body: pay })).status, 202);
    const placed = (await shop.events(`order-${id}`)).at(-1)?.data as { lines: { sku: string }[] };
    deepEqual(
      placed.lines.map(({ sku }) => sku),
      ['A', 'B'],
    );
  });
});

describe('paying again over HTTP', () => {
  it('is possible after a decline, and the wait ends with it', async () => {
    await using shop = await orderService();
    const id = await shop.placed('tok_declined');
    equal((await shop.events(`order-${id}`)).at(-1)?.type, 'OrderPaymentDeclined');
    const path = `/orders/${id}/payment-attempts`;
    const declined = await shop.call('POST', path, { as: alice, body: { paymentToken: 'tok_declined' }, headers: wait });
    deepEqual([declined.status, declined.body.status], [200, 'placed']);
    const paid = await shop.call('POST', path, { as: alice, body: pay, headers: wait });
    deepEqual([paid.status, paid.body.status], [200, 'confirmed']);
    deepEqual(problem(await shop.call('POST', path, { as: alice, body: pay })), [409, '/problems/invalid-transition']);
  });
});

describe('cancelling over HTTP', () => {
  it('is 200, with a reason or without any body', async () => {
    await using shop = await orderService({ idle: true });
    const one = await shop.call('POST', `/orders/${await shop.cart()}/cancel`, { as: alice });
    deepEqual([one.status, one.body.status], [200, 'cancelled']);
    const id = await shop.cart();
    equal((await shop.call('POST', `/orders/${id}/cancel`, { as: alice, body: { reason: 'no more' } })).status, 200);
    equal(((await shop.events(`order-${id}`)).at(-1)?.data as { reason: string }).reason, 'no more');
    const again = await shop.call('POST', `/orders/${id}/cancel`, { as: alice });
    deepEqual([...problem(again), again.body.allowed], [409, '/problems/invalid-transition', []]);
  });

  it('takes a business time in the past from staff alone, with its reason', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const at = { occurredAt: '2010-12-02T10:00:00Z' };
    const cancel = (as: string, body: unknown) => shop.call('POST', `/orders/${id}/cancel`, { as, body });
    equal((await cancel(alice, { ...at, reason: 'x' })).status, 403);
    deepEqual((await cancel(sam, at)).body.errors[0].pointer, '/reason');
    deepEqual((await cancel(sam, { occurredAt: '2999-01-01T00:00:00Z', reason: 'x' })).body.errors[0].pointer, '/occurredAt');
    equal((await cancel(sam, { ...at, reason: 'history' })).status, 200);
    const event = (await shop.events(`order-${id}`)).at(-1);
    deepEqual(event?.data, { reason: 'history', occurredAt: '2010-12-02T10:00:00.000Z' });
    deepEqual([event?.metadata.actor.id, event?.metadata.onBehalfOf], ['sam', 'alice']);
  });
});
