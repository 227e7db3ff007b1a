import type { Money } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import { wordsOf } from '@shop/platform/read-store/words.ts';
import type { Product, ProductVariant } from '../catalogue/product.ts';
import { productsName } from '../catalogue/project-product.ts';
import { bestOf } from '../stock/availability.ts';
import { optionKeyword } from './options.ts';
import { bandsOf } from './price-bands.ts';
import type { ProductItem } from './view.ts';

/** An active product as lists show it, with what they are filtered and sorted by; small, for a page reads many. */
export type ListedProduct = {
  readonly item: ProductItem;
  readonly priceTo: number | null;
  readonly options: readonly string[];
  readonly createdAt: number;
};

/** The list's view of a product. Only what has a price can be bought: the rest does not make it available. */
export function listedProduct(product: Product): ListedProduct {
  const { id, slug, name, category, status, variants } = product;
  const priced = variants.filter((variant): variant is ProductVariant & { price: Money } => variant.price !== null);
  const prices = priced.map(({ price }) => price).sort((a, b) => a.amount - b.amount);
  const availability = bestOf(priced.map((variant) => variant.availability));
  const options = variants.flatMap((variant) => Object.entries(variant.options).map(([key, value]) => optionKeyword(key, value)));
  return {
    item: { id, slug, name, category, status, priceFrom: prices[0] ?? null, availability },
    priceTo: prices.at(-1)?.amount ?? null,
    options: [...new Set(options)],
    createdAt: Date.parse(product.createdAt),
  };
}

const fields = {
  category: 'keyword',
  buyable: 'keyword',
  options: 'keywords',
  priceBands: 'keywords',
  priceFrom: 'number',
  priceTo: 'number',
  name: 'keyword',
  createdAt: 'number',
} as const;

const sorted = ['createdAt', 'priceFrom', 'name'];

function indexed({ item, priceTo, options, createdAt }: ListedProduct) {
  const priceFrom = item.priceFrom?.amount ?? null;
  return {
    category: item.category,
    buyable: String(item.availability !== 'OUT_OF_STOCK'),
    options,
    priceBands: priceFrom === null || priceTo === null ? [] : bandsOf(priceFrom, priceTo),
    priceFrom,
    priceTo,
    // As people sort: without regard to case and accents.
    name: wordsOf(item.name).join(' '),
    createdAt,
  };
}

/** Active products for lists without a text to search. */
export const listedCollection: CollectionSpec<ListedProduct> = {
  name: 'listed',
  fields,
  indexed,
  orders: sorted.flatMap((by) => [
    { where: [], by },
    { where: ['category'], by },
    { where: ['buyable'], by },
  ]),
};

/** Every product in full, for searching; what its name says counts more than what its description does. */
export const searchedCollection: CollectionSpec<Product> = {
  name: productsName,
  fields: { ...fields, status: 'keyword', text: 'text' },
  indexed(product) {
    const { name, category, description, variants } = product;
    const text = [name, name, name, category ?? '', ...variants.map(({ sku }) => sku), description];
    return { ...indexed(listedProduct(product)), status: product.status, text };
  },
};
