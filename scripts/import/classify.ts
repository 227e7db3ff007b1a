import { skuSchema } from '@shop/shared-events';
import type { Row } from './row.ts';

/** What a row is played as, before documents are matched with orders; or why it is left out. */
export type Kind = 'sale' | 'credit' | 'adjustment' | LeftOut;
export type LeftOut =
  'bad debt entry' | 'not a SKU' | 'price is not whole pence' | 'negative price' | 'no quantity' | 'quantity too large';

const mostUnits = 1_000_000;

/** Sorts a row by itself alone; the same row always gets the same kind. */
export function classify(row: Row): Kind {
  if (row.invoice.startsWith('A')) return 'bad debt entry';
  if (!skuSchema.safeParse(row.sku).success) return 'not a SKU';
  if (row.price < 0n) return 'negative price';
  if (row.price % 10n !== 0n) return 'price is not whole pence';
  if (row.quantity === 0) return 'no quantity';
  if (Math.abs(row.quantity) > mostUnits) return 'quantity too large';
  if (row.invoice.startsWith('C')) return 'credit';
  // Nothing was sold to nobody for nothing: such rows are the stockroom's.
  if (row.quantity < 0 || (row.price === 0n && row.customer === '')) return 'adjustment';
  return 'sale';
}
