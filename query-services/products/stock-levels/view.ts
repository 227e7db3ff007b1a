import { z } from 'zod';
import { skuSchema } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import { isLow } from '../stock/availability.ts';

const countSchema = z.int().min(0);

/** Exact stock of one SKU, for staff. */
export const stockLevelSchema = z.strictObject({
  sku: skuSchema,
  revision: countSchema,
  onHand: countSchema,
  reserved: countSchema.describe('sum of the reservations that are still open'),
  available: countSchema.describe('onHand − reserved, never below 0'),
  shortfall: countSchema.describe('by how much reserved exceeds onHand'),
  lowStockThreshold: countSchema,
});
export type StockLevel = z.infer<typeof stockLevelSchema>;

/** Stock levels by SKU; the document is the answer itself. */
export const levelsCollection: CollectionSpec<StockLevel> = {
  name: 'levels',
  fields: { low: 'keyword' },
  indexed: (level) => ({ low: String(isLow(level)) }),
};
