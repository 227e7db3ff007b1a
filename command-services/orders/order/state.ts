import type { DiscountTerms, PersonalData, PlacedLine, Rejection, SkuQuantity, Totals } from '@shop/shared-events';
import { CartLines } from './cart-lines.ts';

/** `none`: there is no such order. */
export type OrderStatus = 'none' | 'draft' | 'placed' | 'confirmed' | 'completed' | 'rejected' | 'expired' | 'cancelled';
export type PaymentStatus =
  'none' | 'pending' | 'authorized' | 'captured' | 'partially_refunded' | 'refunded' | 'declined' | 'voided';
export type FulfilmentStatus = 'unfulfilled' | 'partially_fulfilled' | 'fulfilled' | 'delivered';
export type ReturnStatus = 'none' | 'requested' | 'approved' | 'rejected' | 'received';

export interface Agreement {
  readonly reason: string;
  readonly placedAt: string | null;
  readonly shipping: number | null;
  readonly taxRate: number | null;
}

export interface SealedAddress {
  readonly address: PersonalData;
  readonly country: string;
}

/** What was placed, indexed by article: lines of one SKU count together from here on. */
export interface PlacedOrder {
  readonly number: string;
  readonly lines: readonly PlacedLine[];
  readonly totals: Totals;
  readonly discount: DiscountTerms | null;
  readonly placedAt: string;
  /** Quantities added up per SKU, in order of first appearance. */
  readonly articles: readonly SkuQuantity[];
  /** Place of a SKU among `articles`. */
  readonly articleOf: ReadonlyMap<string, number>;
  /** The lines of each article. */
  readonly linesOf: readonly (readonly PlacedLine[])[];
}

/** Units per article, in the order of `PlacedOrder.articles`; copied whole, which for 2,000 numbers takes a microsecond. */
export type Units = readonly number[];

export interface Fulfilment {
  readonly fulfilmentId: string;
  readonly lines: readonly SkuQuantity[];
  readonly deliveredAt: string | null;
}

export interface Return {
  readonly returnId: string;
  readonly status: Exclude<ReturnStatus, 'none'>;
  readonly lines: readonly SkuQuantity[];
  readonly reason: string;
  /** What came back; empty until it is received. */
  readonly received: readonly (SkuQuantity & { readonly disposition: 'restock' | 'damaged' })[];
}

export interface Refund {
  readonly refundId: string;
  readonly status: 'pending' | 'issued' | 'failed';
  readonly amount: number;
  readonly occurredAt: string;
}

export interface OrderState {
  readonly status: OrderStatus;
  readonly payment: PaymentStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly return: ReturnStatus;
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly agreement: Agreement | null;
  readonly cart: CartLines;
  readonly shippingAddress: SealedAddress | null;
  readonly discount: DiscountTerms | null;
  readonly placed: PlacedOrder | null;
  readonly rejection: Rejection | null;
  /** Until when stock is held for a payment; null before stock was reserved. */
  readonly heldUntil: string | null;
  /** Payment attempts begun, the first with placing. */
  readonly attempt: number;
  readonly paymentToken: string;
  readonly captured: number;
  readonly refunded: number;
  /** Refunds asked for that the provider has not answered. */
  readonly refundsPending: number;
  readonly fulfilments: readonly Fulfilment[];
  readonly returns: readonly Return[];
  readonly refunds: readonly Refund[];
  readonly fulfilledUnits: Units;
  /** Units of returns that were not rejected: asked for, or come back. */
  readonly returningUnits: Units;
  readonly receivedUnits: Units;
}

export const noOrder: OrderState = {
  status: 'none',
  payment: 'none',
  fulfilment: 'unfulfilled',
  return: 'none',
  orderId: '',
  customerId: '',
  currency: '',
  agreement: null,
  cart: CartLines.none,
  shippingAddress: null,
  discount: null,
  placed: null,
  rejection: null,
  heldUntil: null,
  attempt: 0,
  paymentToken: '',
  captured: 0,
  refunded: 0,
  refundsPending: 0,
  fulfilments: [],
  returns: [],
  refunds: [],
  fulfilledUnits: [],
  returningUnits: [],
  receivedUnits: [],
};
