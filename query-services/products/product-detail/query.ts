import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import type { Product } from '../catalogue/product.ts';
import { productsCollection, type ProductAvailability } from './view.ts';

/** The product of this id in whatever status; null where there is none. */
export function productById(reader: GenerationReader, productId: string): Promise<Product | null> {
  return reader.get<Product>(productsCollection.name, productId);
}

/**
 * The product that has this slug; null where there is none. A slug may pass from one product to another; while
 * the giver's event is not heard of yet, both seem to have it. Its last change we know of came before it gave
 * the slug up, so the one changed later is the taker.
 */
export async function productBySlug(reader: GenerationReader, slug: string): Promise<Product | null> {
  const found = await reader.find<Product>(productsCollection.name, { where: { slug: { eq: slug } }, limit: 10 });
  const products = found.map(({ document }) => document);
  return products.reduce<Product | null>((last, each) => (last && lastChange(last) >= lastChange(each) ? last : each), null);
}

function lastChange({ updatedAt }: Product): number {
  return Date.parse(updatedAt);
}

/** The buckets of a product's variants. */
export function availabilityIn({ id, variants }: Product): ProductAvailability {
  return { productId: id, variants: variants.map(({ sku, availability }) => ({ sku, availability })) };
}
