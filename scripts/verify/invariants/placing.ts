import { idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { DataOf, Told } from '../core/told.ts';
import type { OrderFacts } from '../facts/order-facts.ts';

/**
 * What is placed is what lay in the cart: the same lines, customer, currency, discount and country. An order that
 * was placed in the same command as it was created has no cart that could differ.
 */
export const placedAsInTheCart: Check = {
  number: '7',
  title: 'an order is placed as its cart was, and paid for attempt by attempt',
  before(event, world, tell) {
    const order = world.orders.get(idOf(event.stream));
    const wrong = (what: string): void => tell(event.stream, event.revision, what);
    switch (event.type) {
      case 'OrderPlaced':
        for (const what of differences(event, order)) wrong(what);
        return;
      case 'ShippingDetailsSet':
        if (event.data.address.customerId !== order?.customerId) wrong('the address is sealed for another customer');
        return;
      case 'OrderPaymentAuthorized':
      case 'OrderPaymentDeclined':
        if (event.data.attempt !== order?.attempt) wrong(`attempt ${event.data.attempt} is not the one under way`);
        return;
      case 'OrderPaymentRetried':
        if (event.data.attempt !== (order?.attempt ?? 0) + 1) wrong(`attempt ${event.data.attempt} follows ${order?.attempt}`);
        return;
      default:
        return;
    }
  },
};

function* differences(event: Told & { type: 'OrderPlaced' }, order: OrderFacts | undefined): Iterable<string> {
  const { data, metadata } = event;
  if (!order?.created) return;
  if (data.customerId !== order.customerId) yield `placed by ${data.customerId}, created by ${order.customerId}`;
  if (data.address.customerId !== order.customerId) yield 'the address is sealed for another customer';
  if (data.currency !== order.currency) yield `placed in ${data.currency}, created in ${order.currency}`;
  if (new Set(data.lines.map(({ lineId }) => lineId)).size !== data.lines.length) yield 'a line is there twice';
  if (!sameTerms(data.discount, order.discount)) yield 'the discount is not the one that was applied';
  const atOnce = order.created.commandId === metadata.commandId && order.cart.size === 0;
  if (atOnce) return;
  if (data.country !== order.country) yield `the country is not the one that was set`;
  if (data.lines.length !== order.cart.size) yield `${data.lines.length} lines, ${order.cart.size} in the cart`;
  for (const { lineId, sku, productId, quantity, priceRevision } of data.lines) {
    const cart = order.cart.get(lineId);
    const same = cart?.sku === sku && cart.productId === productId && cart.quantity === quantity;
    if (!same || cart.agreed !== (priceRevision === null)) yield `the line of ${sku} is not as it was in the cart`;
  }
}

/** Whether two discounts, as they stand in events, are the same terms. */
export function sameTerms(a: DataOf<'DiscountApplied'> | null, b: DataOf<'DiscountApplied'> | null): boolean {
  return (
    a?.code === b?.code &&
    a?.percentOff === b?.percentOff &&
    a?.amountOff?.amount === b?.amountOff?.amount &&
    a?.amountOff?.currency === b?.amountOff?.currency
  );
}
