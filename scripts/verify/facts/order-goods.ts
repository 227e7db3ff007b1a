import type { OrderEvent } from '@shop/shared-events';
import type { Told } from '../core/told.ts';
import type { OrderFacts } from './order-facts.ts';
import { add, movedKey, perSku } from './quantities.ts';

/** What an order's events say of dispatches and returns. */
export function foldGoods(order: OrderFacts, event: Told<OrderEvent>): void {
  switch (event.type) {
    case 'FulfilmentCreated':
      order.fulfilments++;
      order.undelivered++;
      for (const [sku, quantity] of perSku(event.data.lines)) {
        add(order.fulfilled, sku, quantity);
        add(order.dispatched, movedKey(event.data.fulfilmentId, sku), quantity);
      }
      return;
    case 'FulfilmentDelivered':
      order.undelivered--;
      return;
    case 'ReturnRequested': {
      const asked = perSku(event.data.lines);
      order.returns.set(event.data.returnId, asked);
      for (const [sku, quantity] of asked) add(order.returning, sku, quantity);
      return;
    }
    case 'ReturnRejected':
      notReturning(order, event.data.returnId);
      return;
    case 'ReturnReceived': {
      const { returnId, lines } = event.data;
      // What was asked for and did not come may be asked for again.
      notReturning(order, returnId);
      for (const { sku, quantity, disposition } of lines) {
        add(order.returning, sku, quantity);
        add(order.received, sku, quantity);
        add(order.receipts, movedKey(returnId, sku, disposition), quantity);
      }
      return;
    }
    default:
      return;
  }
}

function notReturning(order: OrderFacts, returnId: string): void {
  for (const [sku, quantity] of order.returns.get(returnId) ?? []) add(order.returning, sku, -quantity);
}
