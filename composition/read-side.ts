import { createOrderQueries, type OrderQueries } from '@shop/order-queries/index.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { openPersonalData } from '@shop/platform/personal-data/open-events.ts';
import { type ParkedStreams, parkedStreams } from '@shop/platform/projecting/parked.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReplayOptions } from '@shop/platform/projecting/replay.ts';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { createProductQueries } from '@shop/product-queries/index.ts';
import { chargesOf } from './policy.ts';
import type { Stores } from './stores.ts';

/** The query services on a store of read models; it is all they need. */
export interface Queries {
  readonly products: ReturnType<typeof createProductQueries>;
  readonly orders: OrderQueries;
}

/** Every read model of the shop and what it takes to build one; shared by the running shop and the shell commands. */
export interface ReadSide extends Queries {
  readonly models: ReadonlyMap<string, ReadModel>;
  /** What every builder of read models needs. */
  readonly sources: Pick<ReplayOptions, 'store' | 'eventStore' | 'openPersonalData' | 'clock' | 'ids'> & {
    readonly feed: EventFeed;
  };
  readonly parked: ReadonlyMap<string, ParkedStreams>;
}

/** Settings are part of the models' versions: whoever projects and whoever reads must have the same. */
export function createQueries(readStore: ReadStore, config: Config): Queries {
  const base = { readStore, clock: systemClock, currency: config.CURRENCY };
  return {
    products: createProductQueries(base),
    orders: createOrderQueries({ ...base, timeZone: config.TIME_ZONE, charges: chargesOf(config) }),
  };
}

export function createReadSide({ readStore, log, vault, feed }: Omit<Stores, 'close'>, config: Config): ReadSide {
  const { products, orders } = createQueries(readStore, config);
  const sources = {
    store: readStore,
    eventStore: log,
    feed,
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
