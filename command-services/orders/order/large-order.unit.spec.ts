import { equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { addressed, cartLine, created, lineAdded, noon, offers, placement, uuid } from './order.fixtures.ts';
import { noOrder, type OrderState } from './state.ts';

describe('an order of 2,000 lines', () => {
  const skus = Array.from({ length: 2_000 }, (_, n) => `SKU-${n}`);

  function accepted(state: OrderState, command: Parameters<typeof decide>[0]): OrderState {
    const decision = decide(command, state);
    ok('events' in decision, JSON.stringify(decision));
    return decision.events.reduce(evolve, state);
  }

  it('is filled, placed, dispatched and returned line by line', () => {
    const filled: OrderEvent[] = [created, ...skus.map((sku, n) => lineAdded(cartLine(n, sku, 2, 100 + n))), addressed];
    const prices = offers(Object.fromEntries(skus.map((sku, n) => [sku, 100 + n])));
    let order = accepted(filled.reduce(evolve, noOrder), { type: 'PlaceOrder', ...placement({}), offers: prices });
    order = accepted(order, { type: 'RecordStockReserved', expiresAt: noon });
    order = accepted(order, { type: 'ConfirmOrder', paymentId: 'p', attempt: 1 });
    skus.forEach((sku, n) => {
      const fulfilmentId = uuid(n);
      order = accepted(order, { type: 'CreateFulfilment', fulfilmentId, lines: [{ sku, quantity: 2 }], tracking: null });
    });
    equal(order.fulfilment, 'fulfilled');
    skus.forEach((_, n) => (order = accepted(order, { type: 'MarkDelivered', fulfilmentId: uuid(n), at: noon })));
    equal(order.fulfilment, 'delivered');
    const lines = skus.map((sku) => ({ sku, quantity: 2 }));
    const returnId = uuid(9_999);
    order = accepted(order, { type: 'RequestReturn', returnId, lines, reason: 'all', at: noon, windowMs: 1 });
    order = accepted(order, { type: 'ApproveReturn', returnId });
    const back = lines.map((line) => ({ ...line, disposition: 'restock' as const }));
    order = accepted(order, { type: 'ReceiveReturn', returnId, lines: back, refundId: uuid(10_000), occurredAt: noon });
    equal(order.refundsPending, (order.placed?.totals.total ?? 0) - (order.placed?.totals.shipping ?? 0));
  });
});
