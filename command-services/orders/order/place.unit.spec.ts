import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import { offersMissing } from './decide-place.ts';
import type { DataOf } from './data-of.ts';
import { addressed, cartLine, created, given, lineAdded, noon, orderId, placed, placement, sealed } from './order.fixtures.ts';

const cart = [
  created,
  lineAdded(cartLine(1, 'A', 2)),
  lineAdded(cartLine(2, 'B', 1, 400)),
  lineAdded(cartLine(3, 'A')),
  addressed,
];

function placing(past: readonly OrderEvent[], prices: Record<string, number | null>): DataOf<'OrderPlaced'> {
  const { decision } = given(...past).when({ type: 'PlaceOrder', ...placement(prices) });
  ok('events' in decision, JSON.stringify(decision));
  const [event] = decision.events;
  ok(event?.type === 'OrderPlaced');
  return event.data;
}

describe('placing an order', () => {
  it('takes the catalogue’s current prices and keeps lines of one SKU apart', () => {
    given(...cart)
      .when({ type: 'PlaceOrder', ...placement({ A: 1_000, B: 500 }) })
      .then(placed);
  });

  it('keeps agreed prices, and says by a missing revision that they were agreed', () => {
    const data = placing([created, lineAdded(cartLine(1, 'A', 1, 250, true)), addressed], {});
    deepEqual(
      data.lines.map(({ unitPrice, priceRevision }) => [unitPrice, priceRevision]),
      [[250, null]],
    );
  });

  it('needs a line and an address', () => {
    given(created)
      .when({ type: 'PlaceOrder', ...placement({}) })
      .refused('order-incomplete', {
        missing: ['lines', 'shippingAddress'],
      });
    given(created, lineAdded(cartLine(1, 'A')))
      .when({ type: 'PlaceOrder', ...placement({ A: 1 }) })
      .refused('order-incomplete', { missing: ['shippingAddress'] });
    given(created, addressed)
      .when({ type: 'PlaceOrder', ...placement({}) })
      .refused('order-incomplete', { missing: ['lines'] });
  });

  it('refuses articles that are no longer sold', () => {
    given(...cart)
      .when({ type: 'PlaceOrder', ...placement({ A: null, B: 500 }) })
      .refused('order-incomplete', { unavailable: ['A'] });
  });

  it('asks again where the cart has lines whose prices were not looked up', () => {
    given(...cart)
      .when({ type: 'PlaceOrder', ...placement({ A: 1_000 }) })
      .refused(offersMissing, { skus: ['B'] });
  });

  it('takes the discount off and says so per line', () => {
    const sale: OrderEvent = { type: 'DiscountApplied', data: { code: 'SALE', percentOff: 10, amountOff: null } };
    const data = placing([...cart, sale], { A: 1_000, B: 500 });
    deepEqual(
      data.lines.map(({ discount }) => discount),
      [200, 50, 100],
    );
    deepEqual(data.totals, { lines: 3_500, discount: 350, tax: 630, shipping: 499, total: 4_279 });
    deepEqual(data.discount, sale.data);
  });

  it('takes what staff agreed: time, shipping and tax rate', () => {
    const agreement = { reason: 'history', placedAt: '2010-12-01T08:26:00.000Z', shipping: 1_500, taxRate: 0 };
    const agreed: OrderEvent = { type: 'OrderCreated', data: { orderId, customerId: 'alice', currency: 'GBP', agreement } };
    const data = placing([agreed, ...cart.slice(1)], { A: 1_000, B: 500 });
    equal(data.placedAt, agreement.placedAt);
    equal(data.taxRate, 0);
    deepEqual(data.totals, { lines: 3_500, discount: 0, tax: 0, shipping: 1_500, total: 5_000 });
    equal(placing(cart, { A: 1, B: 1 }).placedAt, noon);
  });

  it('refuses amounts and units beyond their bounds', () => {
    const dear = given(created, lineAdded(cartLine(1, 'A', 1_000_000)), addressed);
    dear.when({ type: 'PlaceOrder', ...placement({ A: Number.MAX_SAFE_INTEGER }) }).refused('order-too-large');
    const many = [lineAdded(cartLine(1, 'A', 600_000)), lineAdded(cartLine(2, 'A', 400_001))];
    given(created, ...many, addressed)
      .when({ type: 'PlaceOrder', ...placement({ A: 1 }) })
      .refused('order-too-large');
  });

  it('adds lines of one SKU up for stock and dispatch', () => {
    const { state } = given(created, placed);
    deepEqual(state.placed?.articles, [
      { sku: 'A', quantity: 3 },
      { sku: 'B', quantity: 1 },
    ]);
    equal(state.cart.size, 0);
    deepEqual(state.shippingAddress, { address: sealed, country: 'GB' });
  });

  it('knows everything from the snapshot alone', () => {
    const { state } = given(placed);
    deepEqual([state.status, state.customerId, state.orderId, state.attempt], ['placed', 'alice', orderId, 1]);
  });
});
