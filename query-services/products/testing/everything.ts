import type { RecordedEvent } from '@shop/shared-events';
import { digestOf } from '@shop/platform/projecting/digest.ts';
import type { GenerationReader, Place, ReadStore } from '@shop/platform/read-store/port.ts';
import { discountCodes } from '../discount-codes/project.ts';
import { countDiscountCodes, listDiscountCodes } from '../discount-codes/query.ts';
import { productReadModels } from '../index.ts';
import { productDetail } from '../product-detail/project.ts';
import { productBySlug } from '../product-detail/query.ts';
import { facetsOf } from '../product-list/facets.ts';
import { productList } from '../product-list/project.ts';
import { countProducts, listProducts, type ProductFilter, productSorts, selectionOf } from '../product-list/query.ts';
import { stockLedger } from '../stock-ledger/project.ts';
import { countLedger, listLedger } from '../stock-ledger/query.ts';
import { stockLevels } from '../stock-levels/project.ts';
import { listStockLevels } from '../stock-levels/query.ts';
import { projected } from './projected.ts';

const filters: readonly ProductFilter[] = [
  { options: [] },
  { options: [], category: 'kitchen' },
  { options: [], inStock: true },
  { options: [], minPrice: 500, maxPrice: 3_000, inStock: false },
  { options: [['colour', 'red']] },
  { options: [], text: 'product' },
  { options: [], text: 'name 1', maxPrice: 4_000 },
  { options: [], text: 'n' },
];

/** Digests of the documents of every model, and what every query answers, of a history kept in one store. */
export async function everything(store: ReadStore, history: readonly RecordedEvent[]): Promise<Record<string, unknown>> {
  const read: Record<string, unknown> = {};
  for (const model of productReadModels) {
    const reader = await projected(model, history, { store, batches: [7, 20] });
    read[model.name] = await digestOf(model, reader);
    read[`${model.name} answers`] = await answers(model.name, reader);
  }
  return read;
}

async function answers(model: string, reader: GenerationReader): Promise<unknown> {
  if (model === productList.name) return Promise.all(filters.map((filter) => products(reader, filter)));
  if (model === productDetail.name) return Promise.all([1, 2, 5].map((n) => productBySlug(reader, `slug-${n}`)));
  if (model === stockLevels.name) return whole((after) => listStockLevels(reader, {}, { limit: 1, ...after }));
  if (model === discountCodes.name) {
    return [await countDiscountCodes(reader), await whole((after) => listDiscountCodes(reader, { limit: 1, ...after }))];
  }
  if (model !== stockLedger.name) return null;
  return [await countLedger(reader, 'A'), await whole((after) => listLedger(reader, 'A', { limit: 2, ...after }))];
}

async function products(reader: GenerationReader, filter: ProductFilter): Promise<unknown> {
  const selection = selectionOf(filter);
  // What is relevant to a beginning that several words of one product have is not the same in every store.
  const sorts = productSorts.filter((sort) => sort !== 'relevance' || filter.text === undefined);
  return {
    count: await countProducts(reader, selection),
    facets: await facetsOf(reader, selection, 'GBP'),
    pages: await Promise.all(
      sorts.map((sort) => whole((after) => listProducts(reader, selection, { sort, limit: 1, ...after }))),
    ),
  };
}

/** A whole list, page by page. */
async function whole<F extends { readonly place: Place }>(
  page: (after: { readonly after?: Place }) => Promise<readonly F[]>,
): Promise<F[]> {
  const all: F[] = [];
  for (let found = await page({}); found.length > 0;) {
    all.push(...found);
    const last = found.at(-1);
    found = await page(last ? { after: last.place } : {});
  }
  return all;
}
