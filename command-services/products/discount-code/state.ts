import type { DiscountCodeEvent, Money } from '@shop/shared-events';
import { PersistentMap } from '../persistent-map.ts';

/** What an order has to do with a code: it holds a redemption, or held one. */
export type Redemption = 'held' | 'given back';

export interface DiscountCodeState {
  /** `none`: there is no such code. */
  readonly status: 'none' | 'active' | 'withdrawn';
  readonly code: string;
  readonly percentOff: number | null;
  readonly amountOff: Money | null;
  readonly validFrom: string | null;
  readonly validUntil: string | null;
  readonly maxRedemptions: number | null;
  /** By order. */
  readonly redemptions: PersistentMap<Redemption>;
  /** How many of them are held. */
  readonly held: number;
}

export const noDiscountCode: DiscountCodeState = {
  status: 'none',
  code: '',
  percentOff: null,
  amountOff: null,
  validFrom: null,
  validUntil: null,
  maxRedemptions: null,
  redemptions: PersistentMap.empty(),
  held: 0,
};

/** Folds one event of `discountCode-{code}`. */
export function evolve(state: DiscountCodeState, event: DiscountCodeEvent): DiscountCodeState {
  switch (event.type) {
    case 'DiscountCodeCreated':
      return { ...state, ...event.data, status: 'active' };
    case 'DiscountCodeWithdrawn':
      return { ...state, status: 'withdrawn' };
    case 'DiscountCodeRedeemed':
      return { ...state, redemptions: state.redemptions.set(event.data.orderId, 'held'), held: state.held + 1 };
    case 'DiscountCodeRedemptionReturned':
      return { ...state, redemptions: state.redemptions.set(event.data.orderId, 'given back'), held: state.held - 1 };
    default:
      return event satisfies never;
  }
}

/** Whether the code may be applied at that time: active, within its window, not used up. */
export function isApplicable(state: DiscountCodeState, at: string): boolean {
  const { status, validFrom, validUntil, maxRedemptions } = state;
  const time = Date.parse(at);
  if (status !== 'active') return false;
  if (validFrom !== null && time < Date.parse(validFrom)) return false;
  if (validUntil !== null && time > Date.parse(validUntil)) return false;
  return maxRedemptions === null || state.held < maxRedemptions;
}
