import { z } from 'zod';
import { flag, listParameters, wholeNumber } from '@shop/platform/http/query-parameters.ts';
import { wordsOf } from '@shop/platform/read-store/words.ts';
import { type ProductFilter, productSorts } from './query.ts';

const prefix = 'option.';
const mostOptions = 20;

const optionValueSchema = z.string().min(1).max(50);

const named = {
  ...listParameters,
  q: z.string().max(200).optional().describe('words in name, description, category or SKU; the last may be a beginning'),
  category: z.string().max(200).optional(),
  minPrice: wholeNumber.optional().describe('minor units, inclusive'),
  maxPrice: wholeNumber.optional().describe('minor units, inclusive'),
  inStock: flag.optional().describe('true: can be bought; false: cannot'),
  sort: z.enum(productSorts).optional().describe('relevance where there is a text, else newest'),
  facets: flag.optional().describe('tells beside the items how all products found are spread'),
  'option.<name>': z.string().optional().describe('value of an option, e.g. option.colour=red; may be given for several names'),
};

/** The parameters of GET `/products`. Names of options are the shop's own: any `option.` is looked at by itself. */
export const productListParameters = z.looseObject(named).check(({ value, issues }) => {
  const unknown = Object.keys(value).filter((name) => !isOption(name) && !Object.hasOwn(named, name));
  if (unknown.length > 0) issues.push({ code: 'unrecognized_keys', keys: unknown, input: value });
  const options = Object.entries(value).filter(([name]) => isOption(name));
  for (const [index, [name, text]] of options.entries()) {
    const message = index < mostOptions ? optionValueSchema.safeParse(text).error?.issues[0]?.message : 'is one option too many';
    if (message !== undefined) issues.push({ code: 'custom', path: [name], message, input: text });
  }
});
export type ProductListQuery = z.output<typeof productListParameters>;

/** The filter that the parameters describe; a text without a letter or digit narrows nothing. */
export function filterOf(query: ProductListQuery): ProductFilter {
  const { q, category, minPrice, maxPrice, inStock } = query;
  const options = Object.entries(query)
    .filter(([name]) => isOption(name))
    .map(([name, value]) => [name.slice(prefix.length), String(value)] as const);
  const text = q !== undefined && wordsOf(q).length > 0 ? q : undefined;
  return { text, category, minPrice, maxPrice, inStock, options };
}

function isOption(name: string): boolean {
  return name.startsWith(prefix) && name.length > prefix.length && name.length <= prefix.length + 50;
}
