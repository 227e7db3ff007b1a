import { z } from 'zod';

/** What the public is told of stock: a bucket, never a figure. */
export const availabilitySchema = z.enum(['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK']);
export type Availability = z.infer<typeof availabilitySchema>;

/** The stock of one SKU: what lies on the shelf, and the sum of the reservations that are still open. */
export type StockFigures = {
  readonly onHand: number;
  readonly reserved: number;
  readonly lowStockThreshold: number;
};

/** A SKU nobody has registered has no stock. */
export const noStock: StockFigures = { onHand: 0, reserved: 0, lowStockThreshold: 0 };

/** What can still be sold: `onHand − reserved`, never below 0 (a stocktake may find less than is reserved). */
export function availableOf({ onHand, reserved }: StockFigures): number {
  return Math.max(0, onHand - reserved);
}

/** By how much the reservations exceed what is there; 0 where they do not. */
export function shortfallOf({ onHand, reserved }: StockFigures): number {
  return Math.max(0, reserved - onHand);
}

/** Whether it is time to order more: at or below the threshold, nothing left included. */
export function isLow(figures: StockFigures): boolean {
  return availableOf(figures) <= figures.lowStockThreshold;
}

/** The bucket of one SKU. */
export function availabilityOf(figures: StockFigures): Availability {
  if (availableOf(figures) === 0) return 'OUT_OF_STOCK';
  return isLow(figures) ? 'LOW_STOCK' : 'IN_STOCK';
}

/** The best of several buckets; `OUT_OF_STOCK` where there is none. */
export function bestOf(buckets: readonly Availability[]): Availability {
  return availabilitySchema.options.find((bucket) => buckets.includes(bucket)) ?? 'OUT_OF_STOCK';
}
