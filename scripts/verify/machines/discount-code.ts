import type { DiscountCodeEvent } from '@shop/shared-events';
import type { Machine } from './machine.ts';

/** A discount code (docs/domain.md, "DiscountCode"): an order takes one redemption and gives it back at most once. */
export const discountCodeMachine: Machine<DiscountCodeEvent> = {
  DiscountCodeCreated: { when: { status: 'none' }, then: { status: 'active' } },
  DiscountCodeWithdrawn: { when: { status: 'active' }, then: { status: 'withdrawn' } },
  DiscountCodeRedeemed: {
    when: { status: 'active' },
    moves: ({ data }) => [{ part: 'redemption', id: data.orderId, from: 'none', to: 'held' }],
  },
  DiscountCodeRedemptionReturned: {
    when: { status: 'active withdrawn' },
    moves: ({ data }) => [{ part: 'redemption', id: data.orderId, from: 'held', to: 'returned' }],
  },
};
