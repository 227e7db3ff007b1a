import type { Condition, FindQuery, Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import type { Product } from '../catalogue/product.ts';
import { listedCollection, listedProduct, type ListedProduct, searchedCollection } from './listed.ts';
import { optionKeyword } from './options.ts';
import type { ProductItem } from './view.ts';

export const productSorts = ['relevance', 'price', '-price', 'name', 'newest'] as const;
export type ProductSort = (typeof productSorts)[number];

/** What a list of products may be narrowed by; all of it must hold. */
export interface ProductFilter {
  /** Words that must all occur in name, description, category or SKUs, the last one as a beginning. */
  readonly text?: string | undefined;
  readonly category?: string | undefined;
  /** Minor units, inclusive: the span of the product's prices must meet the span asked for. */
  readonly minPrice?: number | undefined;
  readonly maxPrice?: number | undefined;
  /** true: some variant can be bought; false: none can. */
  readonly inStock?: boolean | undefined;
  /** Values by option name; some variant has each. */
  readonly options: readonly (readonly [name: string, value: string])[];
}

/** A filter brought to the form in which the read store is asked. */
export interface ProductSelection {
  readonly collection: string;
  readonly where: Readonly<Record<string, Condition>>;
  readonly text?: string;
}

/** Text is searched in the products themselves; without text the smaller documents made for lists will do. */
export function selectionOf(filter: ProductFilter): ProductSelection {
  const where: Record<string, Condition> = {};
  if (filter.category !== undefined) where['category'] = { eq: filter.category };
  if (filter.maxPrice !== undefined) where['priceFrom'] = { lte: filter.maxPrice };
  if (filter.minPrice !== undefined) where['priceTo'] = { gte: filter.minPrice };
  if (filter.inStock !== undefined) where['buyable'] = { eq: String(filter.inStock) };
  if (filter.options.length > 0) where['options'] = { all: filter.options.map(([name, value]) => optionKeyword(name, value)) };
  if (filter.text === undefined) return { collection: listedCollection.name, where };
  return { collection: searchedCollection.name, where: { ...where, status: { eq: 'active' } }, text: filter.text };
}

/** One page of the products selected; one more than `limit`, if there are more. */
export async function listProducts(
  reader: GenerationReader,
  { collection, ...selection }: ProductSelection,
  page: { readonly sort: ProductSort; readonly after?: Place | undefined; readonly limit: number },
): Promise<readonly Found<ProductItem>[]> {
  const after = page.after ? { after: page.after } : {};
  const query: FindQuery = {
    ...selection,
    sort: orderOf(page.sort, selection.text !== undefined),
    ...after,
    limit: page.limit + 1,
  };
  if (collection === listedCollection.name) return (await reader.find<ListedProduct>(collection, query)).map(itemKept);
  return (await reader.find<Product>(collection, query)).map(itemMade);
}

function itemKept({ document, ...found }: Found<ListedProduct>): Found<ProductItem> {
  return { ...found, document: document.item };
}

function itemMade({ document, ...found }: Found<Product>): Found<ProductItem> {
  return { ...found, document: listedProduct(document).item };
}

/** How many products are selected. */
export function countProducts(reader: GenerationReader, { collection, ...selection }: ProductSelection): Promise<number> {
  return reader.count(collection, selection);
}

/** `relevance` says nothing without a text to be relevant to: then the newest come first. */
function orderOf(sort: ProductSort, hasText: boolean): NonNullable<FindQuery['sort']> {
  switch (sort) {
    case 'price':
      return { by: 'priceFrom' };
    case '-price':
      return { by: 'priceFrom', descending: true };
    case 'name':
      return { by: 'name' };
    case 'relevance':
      return hasText ? { by: '$relevance' } : { by: 'createdAt', descending: true };
    case 'newest':
      return { by: 'createdAt', descending: true };
    default:
      return sort satisfies never;
  }
}
