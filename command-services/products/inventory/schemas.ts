import { quantitySchema, reasonSchema, skuSchema } from '@shop/shared-events';
import { z } from 'zod';

/** More of one article than any shop holds; keeps every sum of pieces far within what a double holds exactly. */
const mostPieces = 1_000_000_000;
const piecesSchema = z.int().min(0).max(mostPieces);

export const registerBodySchema = z.strictObject({
  sku: skuSchema,
  onHand: piecesSchema.default(0),
  lowStockThreshold: piecesSchema.default(0),
});

export const receiptBodySchema = z.strictObject({
  quantity: quantitySchema,
  reference: z.string().min(1).max(200).nullable().default(null),
});

/** Either `delta` or `counted`. */
export const adjustmentBodySchema = z
  .strictObject({
    delta: z.int().min(-1_000_000).max(1_000_000).optional().describe('by how many pieces the book is wrong; not 0'),
    counted: piecesSchema.optional().describe('how many pieces a stocktake found'),
    reason: reasonSchema,
  })
  .superRefine(({ delta, counted }, context) => {
    if ((delta === undefined) === (counted === undefined)) {
      context.addIssue({ code: 'custom', path: ['delta'], message: 'must be given, or counted instead, and not both' });
    } else if (delta === 0) {
      context.addIssue({ code: 'custom', path: ['delta'], message: 'must not be 0' });
    }
  });

export const thresholdBodySchema = z.strictObject({ threshold: piecesSchema });
export const stockParamsSchema = z.object({ sku: skuSchema });
