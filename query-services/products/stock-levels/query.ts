import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { levelsCollection, type StockLevel } from './view.ts';

/** The stock of one SKU; null where it is not registered. */
export function stockLevel(reader: GenerationReader, sku: string): Promise<StockLevel | null> {
  return reader.get<StockLevel>(levelsCollection.name, sku);
}

/** `lowStock`: only SKUs at or below their threshold (true), or only those above it (false). */
export interface StockFilter {
  readonly lowStock?: boolean | undefined;
}

/** One page of stock levels by SKU; one more than `limit`, if there are more. */
export function listStockLevels(
  reader: GenerationReader,
  filter: StockFilter,
  page: { readonly after?: Place; readonly limit: number },
): Promise<readonly Found<StockLevel>[]> {
  return reader.find<StockLevel>(levelsCollection.name, { ...whereOf(filter), ...page, limit: page.limit + 1 });
}

export function countStockLevels(reader: GenerationReader, filter: StockFilter): Promise<number> {
  return reader.count(levelsCollection.name, whereOf(filter));
}

function whereOf({ lowStock }: StockFilter) {
  return lowStock === undefined ? {} : { where: { low: { eq: String(lowStock) } } };
}
