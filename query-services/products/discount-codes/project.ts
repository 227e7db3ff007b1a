import { type DiscountCodeEvent, idOf } from '@shop/shared-events';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { Recorded } from '../reading/recorded.ts';
import { codesCollection, type DiscountCodeView } from './view.ts';

/** Discount codes with what is left of them. */
export const discountCodes: ReadModel = {
  name: 'discount-codes',
  version: 1,
  categories: ['discountCode'],
  collections: [codesCollection],
  prefetch: (event) => [{ collection: codesCollection.name, key: idOf(event.stream) }],
  async apply(event, documents) {
    const code = idOf(event.stream);
    const before = await documents.get<DiscountCodeView>(codesCollection.name, code);
    const after = fold(before, event as Recorded<DiscountCodeEvent>);
    if (after) documents.put(codesCollection.name, code, after);
  },
};

function fold(before: DiscountCodeView | null, event: Recorded<DiscountCodeEvent>): DiscountCodeView | null {
  const { revision } = event;
  if (event.type === 'DiscountCodeCreated') return { ...event.data, revision, status: 'active', redemptions: 0 };
  if (!before) return null;
  switch (event.type) {
    case 'DiscountCodeWithdrawn':
      return { ...before, revision, status: 'withdrawn' };
    case 'DiscountCodeRedeemed':
      return { ...before, revision, redemptions: before.redemptions + 1 };
    case 'DiscountCodeRedemptionReturned':
      return { ...before, revision, redemptions: before.redemptions - 1 };
    default:
      return event satisfies never;
  }
}
