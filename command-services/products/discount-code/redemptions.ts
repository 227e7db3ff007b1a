import type { DiscountTerms } from '@shop/shared-events';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import type { Aggregates } from '../aggregates.ts';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import { subCause } from '../sub-cause.ts';
import { isApplicable } from './state.ts';

/** Discount codes as orders use them. Codes arrive in upper case, times as ISO 8601. */
export interface DiscountCodes {
  /** The terms if the code may be applied at that time; null where it is unknown, withdrawn, not valid then or used up. */
  terms(code: string, at: string): Promise<DiscountTerms | null>;
  /** Takes one redemption for the order; false where none is left or the code is not valid. Idempotent by order. */
  redeem(request: { readonly code: string; readonly orderId: string; readonly at: string }, cause: Cause): Promise<boolean>;
  /** Gives the order's redemption back; nothing happens where it holds none. */
  giveBack(request: { readonly code: string; readonly orderId: string; readonly reason: string }, cause: Cause): Promise<void>;
}

export function createDiscountCodes({ discountCodes }: Pick<Aggregates, 'discountCodes'>): DiscountCodes {
  return {
    async terms(code, at) {
      const { state } = await discountCodes.load(code);
      return isApplicable(state, at) ? { code, percentOff: state.percentOff, amountOff: state.amountOff } : null;
    },
    async redeem({ code, orderId, at }, cause) {
      const command = { type: 'RedeemDiscountCode', orderId, at } as const;
      const outcome = await discountCodes.execute(code, command, subCause(cause, 'redeem', code, orderId));
      if (outcome.accepted) return true;
      if (['discount-code-invalid', 'not-found'].includes(outcome.refusal.code)) return false;
      throw new RefusedError(code, outcome.refusal);
    },
    async giveBack({ code, orderId, reason }, cause) {
      const command = { type: 'GiveBackRedemption', orderId, reason } as const;
      const outcome = await discountCodes.execute(code, command, subCause(cause, 'give back', code, orderId));
      if (!outcome.accepted && outcome.refusal.code !== 'not-found') throw new RefusedError(code, outcome.refusal);
    },
  };
}
