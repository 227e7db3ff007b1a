import { currencySchema, instantSchema } from '@shop/shared-events';
import { z } from 'zod';

/** Read without regard to case, kept in upper case. */
export const codeSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{3,32}$/, 'must be 3 to 32 of A-Z 0-9 -')
  .toUpperCase();

export const createDiscountCodeBodySchema = z
  .strictObject({
    code: codeSchema,
    percentOff: z.int().min(1).max(100).optional(),
    amountOff: z.strictObject({ amount: z.int().min(1), currency: currencySchema }).optional(),
    validFrom: instantSchema.optional(),
    validUntil: instantSchema.optional().describe('the last instant at which the code may be used'),
    maxRedemptions: z.int().min(1).max(1_000_000_000).optional().describe('without it there is no limit'),
  })
  .superRefine(({ percentOff, amountOff, validFrom, validUntil }, context) => {
    if ((percentOff === undefined) === (amountOff === undefined)) {
      context.addIssue({ code: 'custom', path: ['percentOff'], message: 'must be given, or amountOff instead, and not both' });
    }
    if (validFrom !== undefined && validUntil !== undefined && Date.parse(validUntil) < Date.parse(validFrom)) {
      context.addIssue({ code: 'custom', path: ['validUntil'], message: 'must not lie before validFrom' });
    }
  });

export const codeParamsSchema = z.object({ code: codeSchema });
