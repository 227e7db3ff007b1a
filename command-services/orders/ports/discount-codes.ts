import type { DiscountTerms } from '@shop/shared-events';
import type { Cause } from '@shop/platform/command-handling/cause.ts';

/** Discount codes as orders use them. Codes arrive in upper case. */
export interface DiscountCodes {
  /** The terms if the code may be applied at that time; null where it is unknown, withdrawn, not valid then or used up. */
  terms(code: string, at: string): Promise<DiscountTerms | null>;
  /** Takes one redemption for the order; false where none is left or the code is not valid. Idempotent by order. */
  redeem(request: { readonly code: string; readonly orderId: string; readonly at: string }, cause: Cause): Promise<boolean>;
  /** Gives the order's redemption back; nothing happens where it holds none. */
  giveBack(request: { readonly code: string; readonly orderId: string; readonly reason: string }, cause: Cause): Promise<void>;
}
