import type { CartLine, OrderEvent, PlacedLine } from '@shop/shared-events';
import { accept, refuse, type Decision } from '@shop/platform/command-handling/decider.ts';
import type { Offers, PlaceOrder } from './commands.ts';
import { orderNumber } from './order-number.ts';
import { agreedCharges, priceOrder, type Priced } from './pricing.ts';
import { wrongStatus } from './refusals.ts';
import type { OrderState } from './state.ts';
import { addUp } from './units.ts';

/** Most units of one article in an order, over all its lines: what one reservation of stock can hold. */
const mostUnits = 1_000_000;

/** Asked with offers that do not cover the cart, which changed meanwhile: look them up again. Never told to a client. */
export const offersMissing = 'offers-missing';

/**
 * Places a cart. Its lines take the catalogue's current prices, agreed ones keep theirs. Refuses with
 * `order-incomplete` without a line or an address, or where a SKU is no longer sold; `order-too-large` where
 * amounts or units leave their bounds.
 */
export function decidePlace(command: PlaceOrder, state: OrderState): Decision<OrderEvent> {
  if (state.status !== 'draft') return wrongStatus('Only a draft can be placed.', state.status);
  const { shippingAddress } = state;
  const lines = state.cart.toArray();
  if (lines.length === 0 || !shippingAddress) return incomplete(lines.length === 0, !shippingAddress);
  const notAsked = lines.filter((line) => !line.agreed && !command.offers.has(line.sku));
  if (notAsked.length > 0) return refuse(offersMissing, 'The cart changed meanwhile.', { skus: skusOf(notAsked) });
  const gone = lines.filter((line) => !line.agreed && !command.offers.get(line.sku));
  if (gone.length > 0) {
    return refuse('order-incomplete', 'The order holds articles that are no longer sold.', { unavailable: skusOf(gone) });
  }
  if (addUp(lines).some(({ quantity }) => quantity > mostUnits)) return tooLarge;
  const unpriced = lines.map((line) => currentPrice(line, command.offers));
  const priced = priceOrNull(unpriced, command, state);
  if (priced === null) return tooLarge;
  const placedLines = unpriced.map((line, index): PlacedLine => ({ ...line, ...amountsOf(priced, index) }));
  const { orderId, customerId, currency, discount, agreement } = state;
  return accept({
    type: 'OrderPlaced',
    data: {
      orderId,
      number: orderNumber(orderId),
      customerId,
      currency,
      lines: placedLines,
      totals: priced.totals,
      taxRate: agreedCharges(command.charges, agreement).taxRate,
      discount,
      address: shippingAddress.address,
      country: shippingAddress.country,
      placedAt: agreement?.placedAt ?? command.at,
      paymentToken: command.paymentToken,
    },
  });
}

const tooLarge = refuse('order-too-large', 'The order is larger than one order can be.');

function incomplete(lines: boolean, address: boolean) {
  const missing = [...(lines ? ['lines'] : []), ...(address ? ['shippingAddress'] : [])];
  return refuse('order-incomplete', `The order lacks ${missing.join(' and ')}.`, { missing });
}

function skusOf(lines: readonly CartLine[]): string[] {
  return [...new Set(lines.map(({ sku }) => sku))];
}

function currentPrice(line: CartLine, offers: Offers) {
  const { lineId, sku, productId, name, quantity, unitPrice, agreed } = line;
  const offer = agreed ? null : (offers.get(sku) ?? null);
  return {
    lineId,
    sku,
    productId,
    name,
    quantity,
    unitPrice: (offer?.price ?? unitPrice).amount,
    priceRevision: offer?.priceRevision ?? null,
  };
}

function priceOrNull(
  lines: readonly { quantity: number; unitPrice: number }[],
  command: PlaceOrder,
  state: OrderState,
): Priced | null {
  try {
    return priceOrder(lines, state.discount, agreedCharges(command.charges, state.agreement));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function amountsOf(priced: Priced, index: number) {
  const amounts = priced.lines[index];
  if (!amounts) throw new Error(`line ${index} was not priced`);
  return amounts;
}
