import type { AggregateDependencies } from '@shop/platform/command-handling/create-aggregate.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { Ids } from '@shop/platform/ids/port.ts';
import { createAggregates } from './aggregates.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import { Claims } from './claims/claims.ts';
import { discountCodeRoutes } from './discount-code/http.ts';
import { createDiscountCodes, type DiscountCodes } from './discount-code/redemptions.ts';
import { internalRoutes } from './internal/http.ts';
import { inventoryRoutes } from './inventory/http.ts';
import { createStock, type Stock } from './inventory/stock.ts';
import { createOnce } from './keys/create-once.ts';
import { productRoutes } from './product/http.ts';
import { ProductCommands } from './product/product-commands.ts';

export interface ProductCommandsDependencies extends AggregateDependencies {
  readonly ids: Ids;
  /** ISO 4217: the one currency of every price and amount off. */
  readonly currency: string;
}

/** The command side of products, stock and discount codes. */
export interface ProductCommandService {
  /** For orders, in the same process; the internal routes answer the same over HTTP. */
  readonly catalogue: Catalogue;
  readonly stock: Stock;
  readonly discountCodes: DiscountCodes;
  /** Public routes under the API's base, and internal ones. */
  readonly routes: readonly Route[];
}

/** Wires the service on an event store. It holds nothing that has to be closed. */
export function createProductCommands({ ids, currency, ...dependencies }: ProductCommandsDependencies): ProductCommandService {
  const aggregates = createAggregates(dependencies);
  const { products, skus: sku, slugs: slug } = aggregates;
  const { store, clock } = dependencies;
  const claims = new Claims({ sku, slug, products, store, clock, ids });
  const create = createOnce(aggregates.keys, ids);
  const ports = {
    catalogue: createCatalogue(aggregates),
    stock: createStock(aggregates, clock),
    discountCodes: createDiscountCodes(aggregates),
  };
  return {
    ...ports,
    routes: [
      ...productRoutes(new ProductCommands(products, claims), currency),
      ...inventoryRoutes(aggregates, create),
      ...discountCodeRoutes(aggregates, create, currency),
      ...internalRoutes(ports),
    ],
  };
}
