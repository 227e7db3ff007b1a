import type { CartLine, OrderEvent, PersonalData } from '@shop/shared-events';
import { given as givenDecider } from '@shop/platform/command-handling/given.ts';
import type { AskedLine, Offers, Placement } from './commands.ts';
import { defaultCharges } from './pricing.ts';
import { orderNumber } from './order-number.ts';
import { orderSpec } from './order.ts';

/** Histories that the order's tests begin from. */
export const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
export const uuid = (n: number) => `01890a5d-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
export const noon = '2026-03-01T12:00:00.000Z';
export const heldUntil = '2026-03-01T12:15:00.000Z';
export const gbp = (amount: number) => ({ amount, currency: 'GBP' });
export const sealed: PersonalData = { customerId: 'alice', iv: 'iv', ciphertext: 'sealed', tag: 'tag' };
export const shippingAddress = { address: sealed, country: 'GB' };

export const given = (...past: readonly OrderEvent[]) => givenDecider(orderSpec.decider, ...past);

export function cartLine(n: number, sku: string, quantity = 1, price = 1_000, agreed = false): CartLine {
  return { lineId: uuid(n), sku, productId: uuid(900 + n), name: `Article ${sku}`, quantity, unitPrice: gbp(price), agreed };
}

export const asked = (line: CartLine, expected: number | null = null): AskedLine => ({
  line,
  expectedUnitPrice: expected === null ? null : gbp(expected),
});

export const offers = (prices: Readonly<Record<string, number | null>>): Offers =>
  new Map(Object.entries(prices).map(([sku, price]) => [sku, price === null ? null : { price: gbp(price), priceRevision: 3 }]));

export const placement = (prices: Readonly<Record<string, number | null>>): Placement => ({
  offers: offers(prices),
  charges: defaultCharges,
  paymentToken: 'tok_ok',
  at: noon,
});

export const created: OrderEvent = {
  type: 'OrderCreated',
  data: { orderId, customerId: 'alice', currency: 'GBP', agreement: null },
};
export const lineAdded = (line: CartLine): OrderEvent => ({ type: 'OrderLineAdded', data: { line } });
export const addressed: OrderEvent = { type: 'ShippingDetailsSet', data: shippingAddress };

/** Two units of A at 10.00 and one of B at 5.00, and A once more on a line of its own: 35.00, tax 7.00, shipping 4.99. */
export const placed: OrderEvent = {
  type: 'OrderPlaced',
  data: {
    orderId,
    number: orderNumber(orderId),
    customerId: 'alice',
    currency: 'GBP',
    lines: [
      placedLine(1, 'A', 2, 1_000, 2_000, 400),
      placedLine(2, 'B', 1, 500, 500, 100),
      placedLine(3, 'A', 1, 1_000, 1_000, 200),
    ],
    totals: { lines: 3_500, discount: 0, tax: 700, shipping: 499, total: 4_699 },
    taxRate: 2_000,
    discount: null,
    address: sealed,
    country: 'GB',
    placedAt: noon,
    paymentToken: 'tok_ok',
  },
};

export function placedLine(n: number, sku: string, quantity: number, unitPrice: number, lineTotal: number, tax: number) {
  const { lineId, productId, name } = cartLine(n, sku);
  return { lineId, sku, productId, name, quantity, unitPrice, priceRevision: 3, lineTotal, discount: 0, tax };
}

export const paymentId = `${orderId}-1`;
export const reserved: OrderEvent = { type: 'OrderStockReserved', data: { expiresAt: heldUntil } };
export const authorized: OrderEvent = { type: 'OrderPaymentAuthorized', data: { paymentId, attempt: 1 } };
export const declined = (attempt: number): OrderEvent => ({
  type: 'OrderPaymentDeclined',
  data: { paymentId: `${orderId}-${attempt}`, attempt, reason: 'declined' },
});
export const retried = (attempt: number): OrderEvent => ({
  type: 'OrderPaymentRetried',
  data: { attempt, paymentToken: 'tok_ok' },
});
export const confirmed: OrderEvent = { type: 'OrderConfirmed', data: {} };
export const cancelled: OrderEvent = { type: 'OrderCancelled', data: { reason: null, occurredAt: noon } };
export const captured: OrderEvent = { type: 'OrderPaymentCaptured', data: { paymentId, amount: 4_699 } };
export const dispatched = (n: number, ...lines: { sku: string; quantity: number }[]): OrderEvent => ({
  type: 'FulfilmentCreated',
  data: { fulfilmentId: uuid(n), lines, tracking: null },
});
export const delivered = (n: number, deliveredAt = noon): OrderEvent => ({
  type: 'FulfilmentDelivered',
  data: { fulfilmentId: uuid(n), deliveredAt },
});
export const units = (sku: string, quantity: number) => ({ sku, quantity });
export const confirmedOrder: readonly OrderEvent[] = [created, placed, reserved, authorized, confirmed];
export const deliveredOrder: readonly OrderEvent[] = [
  ...confirmedOrder,
  dispatched(10, units('A', 3), units('B', 1)),
  captured,
  delivered(10),
];
export const returnRequested = (n: number, ...lines: { sku: string; quantity: number }[]): OrderEvent => ({
  type: 'ReturnRequested',
  data: { returnId: uuid(n), lines, reason: 'too small' },
});
export const returnApproved = (n: number): OrderEvent => ({ type: 'ReturnApproved', data: { returnId: uuid(n) } });
