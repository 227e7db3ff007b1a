import type { CartLine, DiscountTerms, Money, PersonalData, Rejection, SkuQuantity } from '@shop/shared-events';
import type { Charges } from './pricing.ts';
import type { Agreement, SealedAddress } from './state.ts';

/** A line as the catalogue (or staff) priced it, and what the client believed it to cost. */
export interface AskedLine {
  readonly line: CartLine;
  readonly expectedUnitPrice: Money | null;
}

/** What a SKU costs now; null where it is not sold (any more). */
export type Offers = ReadonlyMap<string, { readonly price: Money; readonly priceRevision: number } | null>;

/** What placing needs beside the cart. Instants are ISO 8601, UTC. */
export interface Placement {
  /** An entry per SKU of the cart whose price was not agreed. */
  readonly offers: Offers;
  readonly charges: Charges;
  readonly paymentToken: string;
  readonly at: string;
}

export interface CreateOrder {
  readonly type: 'CreateOrder';
  readonly orderId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly agreement: Agreement | null;
  readonly lines: readonly AskedLine[];
  readonly shippingAddress: SealedAddress | null;
  /** Places the order in the same append. */
  readonly place: Placement | null;
}

export type DraftCommand =
  | ({ readonly type: 'AddOrderLine' } & AskedLine)
  | { readonly type: 'ChangeLineQuantity'; readonly lineId: string; readonly quantity: number }
  | { readonly type: 'RemoveOrderLine'; readonly lineId: string }
  | { readonly type: 'SetShippingDetails'; readonly address: PersonalData; readonly country: string }
  /** Null terms: the code cannot be applied. */
  | { readonly type: 'ApplyDiscountCode'; readonly terms: DiscountTerms | null };

export type PlaceOrder = { readonly type: 'PlaceOrder' } & Placement;

/** Commands of people about an order that was placed. */
export type RetryPayment = {
  readonly type: 'RetryPayment';
  readonly paymentToken: string;
  readonly at: string;
  readonly mostAttempts: number;
};
export type CancelOrder = { readonly type: 'CancelOrder'; readonly reason: string | null; readonly occurredAt: string };

export type CreateFulfilment = {
  readonly type: 'CreateFulfilment';
  readonly fulfilmentId: string;
  readonly lines: readonly SkuQuantity[];
  readonly tracking: string | null;
};
export type MarkDelivered = { readonly type: 'MarkDelivered'; readonly fulfilmentId: string; readonly at: string };

export type RequestReturn = {
  readonly type: 'RequestReturn';
  readonly returnId: string;
  readonly lines: readonly SkuQuantity[];
  readonly reason: string;
  readonly at: string;
  /** How long after delivery goods may come back. */
  readonly windowMs: number;
};
export type ApproveReturn = { readonly type: 'ApproveReturn'; readonly returnId: string };
export type RejectReturn = { readonly type: 'RejectReturn'; readonly returnId: string; readonly reason: string };
export type ReceiveReturn = {
  readonly type: 'ReceiveReturn';
  readonly returnId: string;
  readonly lines: readonly (SkuQuantity & { readonly disposition: 'restock' | 'damaged' })[];
  /** Id of the refund the receipt brings about, if it is worth anything. */
  readonly refundId: string;
  readonly occurredAt: string;
  /** Why a business time in the past was given. */
  readonly reason?: string | undefined;
};
export type IssueRefund = {
  readonly type: 'IssueRefund';
  readonly refundId: string;
  readonly amount: number;
  readonly reason: string;
  readonly occurredAt: string;
};

/** Commands of the fulfilment process. Each may be given again; done already, it comes to nothing. */
export type ProcessCommand =
  | { readonly type: 'RecordStockReserved'; readonly expiresAt: string }
  | {
      readonly type: 'RecordPaymentDeclined';
      readonly paymentId: string;
      readonly attempt: number;
      readonly reason: string;
      /** The decline of this attempt rejects the order. */
      readonly mostAttempts: number;
    }
  | { readonly type: 'ConfirmOrder'; readonly paymentId: string; readonly attempt: number }
  | { readonly type: 'RejectOrder'; readonly reason: Rejection }
  | { readonly type: 'ExpireOrder' }
  | { readonly type: 'RecordPaymentVoided'; readonly paymentId: string }
  | { readonly type: 'RecordPaymentCaptured'; readonly paymentId: string; readonly amount: number }
  | { readonly type: 'RecordRefundIssued'; readonly refundId: string }
  | { readonly type: 'RecordRefundFailed'; readonly refundId: string; readonly reason: string }
  | { readonly type: 'CompleteOrder' };

export type OrderCommand =
  | CreateOrder
  | DraftCommand
  | PlaceOrder
  | RetryPayment
  | CancelOrder
  | CreateFulfilment
  | MarkDelivered
  | RequestReturn
  | ApproveReturn
  | RejectReturn
  | ReceiveReturn
  | IssueRefund
  | ProcessCommand;
