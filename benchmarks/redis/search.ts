import {
  countProducts,
  listProducts,
  selectionOf,
  type ProductFilter,
  type ProductSort,
} from '@shop/product-queries/product-list/query.ts';
import { facetsOf } from '@shop/product-queries/product-list/facets.ts';
import { listedCollection, searchedCollection } from '@shop/product-queries/product-list/listed.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import type { Products } from './products.ts';

/** One query, by what it is called in the table. */
export type Queries = readonly (readonly [string, () => Promise<unknown>])[];

/** What a product list is asked, from the cheapest to the dearest, and a scan to compare with. */
export function queriesOf(
  reader: GenerationReader,
  { words, upTo }: Pick<Products, 'words' | 'upTo'>,
  keys: readonly string[],
): Queries {
  const [frequent = '', rare = ''] = [words[3], words[300]];
  const selected = (filter: Partial<ProductFilter>) => selectionOf({ options: [], ...filter });
  const list = (filter: Partial<ProductFilter>, sort: ProductSort) => () =>
    listProducts(reader, selected(filter), { sort, limit: 20 });
  const category = { category: 'category-3' };
  return [
    ['one product', () => reader.get(searchedCollection.name, keys[upTo(keys.length)] ?? '')],
    ['newest', list({}, 'newest')],
    ['a category by price', list(category, 'price')],
    [
      'a category, buyable, price range, dearest first',
      list({ ...category, inStock: true, minPrice: 500, maxPrice: 3_000 }, '-price'),
    ],
    [
      'two options, newest',
      list(
        {
          options: [
            ['colour', 'red'],
            ['size', 'M'],
          ],
        },
        'newest',
      ),
    ],
    ['a rare word by relevance', list({ text: rare }, 'relevance')],
    ['a beginning of two letters by relevance', list({ text: rare.slice(0, 2) }, 'relevance')],
    ['a word in half of the products, by relevance', list({ text: frequent }, 'relevance')],
    ['count of a category, buyable', () => countProducts(reader, selected({ ...category, inStock: true }))],
    ['count of a price range', () => countProducts(reader, selected({ minPrice: 500, maxPrice: 3_000 }))],
    ['facets of all', () => facetsOf(reader, selected({}), 'GBP')],
    ['facets of a category', () => facetsOf(reader, selected(category), 'GBP')],
    ['a scan of the list, filtered by the caller', () => scanned(reader)],
  ];
}

async function scanned(reader: GenerationReader): Promise<number> {
  let found = 0;
  for await (const { document } of reader.scan(listedCollection.name)) {
    if ((document as { item: { category: string } }).item.category === 'category-3') found++;
  }
  return found;
}
