import { createOrderQueries, type OrderQueries } from '@shop/order-queries/index.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { openPersonalData } from '@shop/platform/personal-data/open-events.ts';
import { type ParkedStreams, parkedStreams } from '@shop/platform/projecting/parked.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReplayOptions } from '@shop/platform/projecting/replay.ts';
import { createProductQueries } from '@shop/product-queries/index.ts';
import type { Stores } from './stores.ts';

/** Every read model of the shop and what it takes to build one; shared by the running shop and the shell commands. */
export interface ReadSide {
  readonly models: ReadonlyMap<string, ReadModel>;
  readonly products: ReturnType<typeof createProductQueries>;
  readonly orders: OrderQueries;
  /** What every builder of read models needs. */
  readonly sources: Pick<ReplayOptions, 'store' | 'eventStore' | 'openPersonalData' | 'clock' | 'ids'> & {
    readonly feed: ReturnType<typeof storeFeed>;
  };
  readonly parked: ReadonlyMap<string, ParkedStreams>;
}

export function createReadSide(stores: Stores, config: Config): ReadSide {
  const { readStore, log, vault } = stores;
  const base = { readStore, clock: systemClock, currency: config.CURRENCY };
  const charges = { taxRate: config.TAX_RATE, shipping: config.SHIPPING_FLAT, freeShippingFrom: config.SHIPPING_FREE_FROM };
  const products = createProductQueries(base);
  const orders = createOrderQueries({ ...base, timeZone: config.TIME_ZONE, charges });
  const sources = {
    store: readStore,
    eventStore: log,
    feed: storeFeed(log, systemClock),
    openPersonalData: openPersonalData(vault),
    clock: systemClock,
    ids: systemIds,
  };
  const models = new Map([...products.models, ...orders.models].map((model) => [model.name, model]));
  const parked = new Map(
    [...models].map(([name, model]) => [name, parkedStreams({ ...sources, model, projection: readStore.projection(model) })]),
  );
  return { models, products, orders, sources, parked };
}
