import type { Money } from '@shop/shared-events';

/** Exactly one of `percentOff` and `amountOff` is not null. Instants are ISO 8601, both bounds included. */
export interface CreateDiscountCode {
  readonly type: 'CreateDiscountCode';
  /** In upper case. */
  readonly code: string;
  /** 1..100, of the goods. */
  readonly percentOff: number | null;
  readonly amountOff: Money | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  /** Null: without limit. */
  readonly maxRedemptions: number | null;
}

export type DiscountCodeCommand =
  | CreateDiscountCode
  | { readonly type: 'WithdrawDiscountCode' }
  | { readonly type: 'RedeemDiscountCode'; readonly orderId: string; readonly at: string }
  | { readonly type: 'GiveBackRedemption'; readonly orderId: string; readonly reason: string };
