import { categoryOf, idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { Scratch } from '../core/scratch.ts';
import type { Tell } from '../core/report.ts';
import { type OrderFacts, noOrder } from '../facts/order-facts.ts';
import { perSku } from '../facts/quantities.ts';

/** A receipt that is still owed its refund. */
interface Due {
  readonly revision: number;
  readonly returnId: string;
  readonly amount: number;
}

/**
 * What comes back is refunded at once with its share of price, discount and tax (docs/domain.md, "The fulfilment
 * process", 8), as far as the order's total is not given back already. How a share is rounded is the shop's
 * business: a receipt may be off by one minor unit for each line it touches.
 */
export function returnsAreRefunded(scratch: Scratch): Check {
  const dues = scratch.table<Due | null>();
  const missing = (stream: string, due: Due, tell: Tell): void =>
    tell(stream, due.revision, `return ${due.returnId} is not followed by its refund of ${due.amount}`);
  return {
    number: '6',
    title: 'what comes back is refunded with its share of discount and tax',
    before(event, world, tell) {
      const { stream, revision } = event;
      if (categoryOf(stream) !== 'order') return;
      const order = world.orders.get(idOf(stream)) ?? noOrder();
      const due = order.receipts.size > 0 ? dues.get(stream) : null;
      if (event.type === 'RefundRequested' && event.data.returnId !== null) {
        const agrees = due?.returnId === event.data.returnId && due.amount === event.data.amount;
        if (!agrees) tell(stream, revision, `${event.data.amount} are not what return ${event.data.returnId} is due`);
        dues.set(stream, null);
        return;
      }
      if (due) {
        missing(stream, due, tell);
        dues.set(stream, null);
      }
      if (event.type !== 'ReturnReceived') return;
      const { returnId, lines, refundDue } = event.data;
      const { worth, slack } = worthOf(order, perSku(lines));
      const most = (order.placed?.totals.total ?? 0) - order.refunded - order.refundsPending;
      const [least, greatest] = [Math.min(worth - slack, most), Math.min(worth + slack, most)];
      if (refundDue < least || refundDue > greatest)
        tell(stream, revision, `${refundDue} due for goods worth ${Math.round(worth)}`);
      if (refundDue > 0) dues.set(stream, { revision, returnId, amount: refundDue });
    },
    end(_world, _rest, tell) {
      for (const [stream, due] of dues.entries()) if (due) missing(stream, due, tell);
    },
  };
}

/** What the next units of these SKUs are worth after those that came back before; lines of one SKU are used up in their order. */
function worthOf(order: OrderFacts, units: ReadonlyMap<string, number>): { readonly worth: number; readonly slack: number } {
  let [worth, slack] = [0, 0];
  const [skip, take] = [new Map(order.received), new Map(units)];
  for (const { sku, quantity, lineTotal, discount, tax } of order.placed?.lines ?? []) {
    const passed = Math.min(skip.get(sku) ?? 0, quantity);
    skip.set(sku, (skip.get(sku) ?? 0) - passed);
    const taken = Math.min(take.get(sku) ?? 0, quantity - passed);
    take.set(sku, (take.get(sku) ?? 0) - taken);
    if (taken === 0) continue;
    worth += ((lineTotal - discount + tax) * taken) / quantity;
    slack += 1;
  }
  return { worth, slack };
}
