import { idOf, type SkuQuantity } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { noOrder } from '../facts/order-facts.ts';
import { perSku } from '../facts/quantities.ts';

type Counts = ReadonlyMap<string, number>;

/** Invariant 12 inside an order: returned ≤ fulfilled ≤ ordered (docs/domain.md, "Order"), SKU by SKU. */
export const unitsNeverExceed: Check = {
  number: '12',
  title: 'returned ≤ fulfilled ≤ ordered, received ≤ asked for',
  before(event, world, tell) {
    const order = world.orders.get(idOf(event.stream)) ?? noOrder();
    const check = (lines: readonly SkuQuantity[], before: Counts, limit: Counts, what: string): void => {
      for (const [sku, quantity] of perSku(lines)) {
        const [sum, most] = [(before.get(sku) ?? 0) + quantity, limit.get(sku) ?? 0];
        if (sum > most) tell(event.stream, event.revision, `${sum} of ${sku} ${what} ${most}`);
      }
    };
    switch (event.type) {
      case 'FulfilmentCreated':
        return check(event.data.lines, order.fulfilled, order.ordered, 'dispatched, ordered were');
      case 'ReturnRequested':
        return check(event.data.lines, order.returning, order.fulfilled, 'to come back, dispatched were');
      case 'ReturnReceived':
        return check(
          event.data.lines,
          new Map(),
          order.returns.get(event.data.returnId) ?? new Map(),
          'came back, asked for were',
        );
      default:
        return;
    }
  },
};
