import { z } from 'zod';
import { discountCodeSchema, instantSchema, moneySchema } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';

/** A discount code as staff read it: one of `percentOff` and `amountOff` is set. */
export const discountCodeViewSchema = z.strictObject({
  code: discountCodeSchema,
  revision: z.int().min(0),
  status: z.enum(['active', 'withdrawn']),
  percentOff: z.int().min(1).max(100).nullable(),
  amountOff: moneySchema.nullable(),
  validFrom: instantSchema.nullable(),
  validUntil: instantSchema.nullable(),
  maxRedemptions: z.int().min(1).nullable(),
  redemptions: z.int().min(0).describe('taken and not given back'),
});
export type DiscountCodeView = z.infer<typeof discountCodeViewSchema>;

/** Discount codes by code; the document is the answer itself. */
export const codesCollection: CollectionSpec = { name: 'codes', fields: {}, indexed: () => ({}) };
