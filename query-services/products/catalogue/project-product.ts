import { categoryOf, idOf, type InventoryEvent, type ProductEvent, type RecordedEvent } from '@shop/shared-events';
import type { DocumentKey, Documents, KnownDocuments } from '@shop/platform/projecting/read-model.ts';
import type { Recorded } from '../reading/recorded.ts';
import type { Availability } from '../stock/availability.ts';
import { sellSku, shownBy, stockOf, trackedStockAskedFor, trackStock } from '../stock/tracked-stock.ts';
import { addedVariants, foldProduct, withVariant } from './fold-product.ts';
import type { Product } from './product.ts';

/** What a model does with a product that changed, beside keeping it. */
export type Listing = (product: Product, documents: Documents) => void;

/** The collection in which a model keeps its products, by id. */
export const productsName = 'products';

/** Applies an event of a product or of stock to the products kept: once per product event, and when a bucket changes. */
export async function projectProduct(event: RecordedEvent, documents: Documents, list?: Listing): Promise<void> {
  const after = isInventory(event)
    ? await afterStock(event, documents)
    : await afterChange(event as Recorded<ProductEvent>, documents);
  if (!after) return;
  documents.put(productsName, after.id, after);
  list?.(after, documents);
}

async function afterChange(event: Recorded<ProductEvent>, documents: Documents): Promise<Product | null> {
  const id = idOf(event.stream);
  const buckets = new Map<string, Availability>();
  for (const { sku } of addedVariants(event)) buckets.set(sku, await sellSku(sku, id, documents));
  const before = await documents.get<Product>(productsName, id);
  return foldProduct(before, event, (sku) => buckets.get(sku) ?? 'OUT_OF_STOCK');
}

async function afterStock(event: Recorded<InventoryEvent>, documents: Documents): Promise<Product | null> {
  const change = await trackStock(event, documents);
  const before = change && (await documents.get<Product>(productsName, change.productId));
  if (!before) return null;
  const { sku, availability } = change;
  return { ...before, variants: withVariant(before.variants, sku, { availability }) };
}

/** The documents {@link projectProduct} will ask for. */
export function productAskedFor(event: RecordedEvent): DocumentKey[] {
  if (isInventory(event)) return trackedStockAskedFor(event);
  const skus = addedVariants(event as Recorded<ProductEvent>).map(({ sku }) => sku);
  return [{ collection: productsName, key: idOf(event.stream) }, ...stockOf(skus)];
}

/** The product whose availability a movement of stock may change. */
export function productBehind(event: RecordedEvent, known: KnownDocuments): DocumentKey[] {
  const productId = isInventory(event) ? shownBy(event, known) : null;
  return productId === null ? [] : [{ collection: productsName, key: productId }];
}

function isInventory(event: RecordedEvent): event is Recorded<InventoryEvent> {
  return categoryOf(event.stream) === 'inventory';
}
