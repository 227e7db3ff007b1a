import type { PlacedLine } from '@shop/shared-events';
import { CartLines } from './cart-lines.ts';
import type { DataOf } from './data-of.ts';
import type { OrderState, PlacedOrder } from './state.ts';
import { addUp } from './units.ts';

/** The order as placed: the snapshot replaces the cart. */
export function asPlaced(state: OrderState, data: DataOf<'OrderPlaced'>): OrderState {
  const placed = placedOrder(data);
  const none = placed.articles.map(() => 0);
  return {
    ...state,
    status: 'placed',
    orderId: data.orderId,
    customerId: data.customerId,
    currency: data.currency,
    cart: CartLines.none,
    shippingAddress: { address: data.address, country: data.country },
    discount: data.discount,
    placed,
    attempt: 1,
    paymentToken: data.paymentToken,
    fulfilledUnits: none,
    returningUnits: none,
    receivedUnits: none,
  };
}

function placedOrder(data: DataOf<'OrderPlaced'>): PlacedOrder {
  const { number, lines, totals, discount, placedAt } = data;
  const articles = addUp(lines);
  const articleOf = new Map(articles.map(({ sku }, article) => [sku, article]));
  const linesOf = articles.map((): PlacedLine[] => []);
  for (const line of lines) linesOf[articleOf.get(line.sku) ?? -1]?.push(line);
  return { number, lines, totals, discount, placedAt, articles, articleOf, linesOf };
}
