import { idOf, type InventoryEvent } from '@shop/shared-events';
import type { DocumentKey, Documents, KnownDocuments } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Recorded } from '../reading/recorded.ts';
import { type Availability, availabilityOf, noStock, type StockFigures } from './availability.ts';
import { holdsAskedFor, holdsCollection, knownMovement, moveHolds } from './holds.ts';
import { moved } from './movement.ts';

/** A SKU's figures and the product that sells it; null while the log has told of stock alone. */
type TrackedStock = StockFigures & { readonly productId: string | null };

const stock: CollectionSpec = { name: 'stock', fields: {}, indexed: () => ({}) };

/** What a model needs that shows availability: a product's document is written again only when a bucket changes. */
export const trackedStockCollections: readonly CollectionSpec[] = [stock, holdsCollection];

export interface AvailabilityChange {
  readonly productId: string;
  readonly sku: string;
  readonly availability: Availability;
}

/** Applies an event of `inventory-{sku}`; tells the new bucket where a product shows it and it is another one. */
export async function trackStock(event: Recorded<InventoryEvent>, documents: Documents): Promise<AvailabilityChange | null> {
  const movement = await moveHolds(event, documents);
  if (!movement) return null;
  const sku = idOf(event.stream);
  const before = (await documents.get<TrackedStock>(stock.name, sku)) ?? { ...noStock, productId: null };
  const { productId } = before;
  const after: TrackedStock = { ...moved(before, movement), productId };
  documents.put(stock.name, sku, after);
  const availability = availabilityOf(after);
  if (productId === null || availability === availabilityOf(before)) return null;
  return { productId, sku, availability };
}

/**
 * Notes that a product sells this SKU and tells its bucket. Stock and catalogue are streams of their own:
 * either may be heard of first, and the outcome is the same.
 */
export async function sellSku(sku: string, productId: string, documents: Documents): Promise<Availability> {
  const figures = (await documents.get<TrackedStock>(stock.name, sku)) ?? { ...noStock, productId: null };
  if (figures.productId !== productId) documents.put(stock.name, sku, { ...figures, productId });
  return availabilityOf(figures);
}

/** What {@link trackStock} will ask for. */
export function trackedStockAskedFor(event: Recorded<InventoryEvent>): DocumentKey[] {
  return [...stockOf([idOf(event.stream)]), ...holdsAskedFor(event)];
}

/** The product that shows the SKU's bucket, where this event alone may change it; as far as is known. */
export function shownBy(event: Recorded<InventoryEvent>, known: KnownDocuments): string | null {
  const before = known.peek<TrackedStock>(stock.name, idOf(event.stream));
  const movement = before ? knownMovement(event, known) : null;
  if (!before || !movement) return null;
  // A batch may hold several movements of one SKU: near a border of buckets any of them may cross it.
  const plentiful = [before, moved(before, movement)].every((figures) => availabilityOf(figures) === 'IN_STOCK');
  return plentiful ? null : before.productId;
}

/** What {@link sellSku} will ask for. */
export function stockOf(skus: readonly string[]): DocumentKey[] {
  return skus.map((key) => ({ collection: stock.name, key }));
}
