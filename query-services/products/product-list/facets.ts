import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { optionOf } from './options.ts';
import { priceBands } from './price-bands.ts';
import type { ProductSelection } from './query.ts';
import type { Facets } from './view.ts';

/** Values told of one facet (one option name); rarer ones are left out. */
const mostValues = 100;

type ValueCount = Facets['category'][number];

/** How the products selected are spread over categories, options and price bands; prices are in `currency`. */
export async function facetsOf(
  reader: GenerationReader,
  { collection, ...selection }: ProductSelection,
  currency: string,
): Promise<Facets> {
  const [category, options, bands] = await Promise.all([
    reader.facet(collection, 'category', selection),
    reader.facet(collection, 'options', selection),
    reader.facet(collection, 'priceBands', selection),
  ]);
  return {
    category: category.slice(0, mostValues),
    options: byName(options),
    price: inOrder(bands, currency),
  };
}

function byName(counts: readonly ValueCount[]): Facets['options'] {
  const names = new Map<string, ValueCount[]>();
  for (const { value: keyword, count } of counts) {
    const { name, value } = optionOf(keyword);
    const values = names.get(name) ?? [];
    names.set(name, values);
    if (values.length < mostValues) values.push({ value, count });
  }
  return Object.fromEntries(names);
}

function inOrder(counts: readonly ValueCount[], currency: string): Facets['price'] {
  const countOf = new Map(counts.map(({ value, count }) => [value, count]));
  return priceBands.flatMap(({ from, to }) => {
    const count = countOf.get(String(from));
    if (count === undefined) return [];
    return [{ from: { amount: from, currency }, to: to === null ? null : { amount: to, currency }, count }];
  });
}
