import type { Clock } from '@shop/platform/clock/port.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { discountCodeRoutes } from './discount-codes/http.ts';
import { discountCodes } from './discount-codes/project.ts';
import { productDetailRoutes } from './product-detail/http.ts';
import { productDetail } from './product-detail/project.ts';
import { productListRoutes } from './product-list/http.ts';
import { productList } from './product-list/project.ts';
import { reading } from './reading/reading.ts';
import { stockLedgerRoutes } from './stock-ledger/http.ts';
import { stockLedger } from './stock-ledger/project.ts';
import { stockLevelRoutes } from './stock-levels/http.ts';
import { stockLevels } from './stock-levels/project.ts';
import { stockReservationRoutes } from './stock-reservations/http.ts';
import { stockReservations } from './stock-reservations/project.ts';

/** Everything that is read of products, stock and discount codes. A projector runs these. */
export const productReadModels: readonly ReadModel[] = [
  productDetail,
  productList,
  stockLevels,
  stockLedger,
  stockReservations,
  discountCodes,
];

export interface ProductQueryDeps {
  readonly readStore: ReadStore;
  readonly clock: Clock;
  /** ISO 4217 code of the shop's one currency. */
  readonly currency: string;
}

/** The product query service: its read models, and the routes that answer from them. */
export function createProductQueries({ readStore, clock, currency }: ProductQueryDeps): {
  readonly models: readonly ReadModel[];
  readonly routes: readonly Route[];
} {
  const read = (model: ReadModel) => reading(readStore, model, clock);
  return {
    models: productReadModels,
    routes: [
      ...productListRoutes(read(productList), currency, clock),
      ...productDetailRoutes(read(productDetail)),
      ...stockLevelRoutes(read(stockLevels)),
      ...stockLedgerRoutes(read(stockLedger)),
      ...stockReservationRoutes(read(stockReservations)),
      ...discountCodeRoutes(read(discountCodes)),
    ],
  };
}
