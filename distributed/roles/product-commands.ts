import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { observing } from '@shop/composition/observing.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { tracedEventStore } from '@shop/platform/event-store/traced.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { createProductCommands } from '@shop/product-commands/application.ts';
import { storeReadiness } from '../store-readiness.ts';
import type { StartRole } from '../role.ts';

/** Commands on products, stock and discount codes. */
export const startProductCommands: StartRole = async ({ config, file, log, metrics, teardown }) => {
  const store = tracedEventStore(await openEventStore(config, file, log));
  teardown.add('event store', () => store.close());
  const { routes } = createProductCommands({
    store,
    clock: systemClock,
    ids: systemIds,
    currency: config.CURRENCY,
    soleWriter: false,
    observe: observing(metrics),
  });
  return { routes, readiness: storeReadiness(store, config.EVENT_STORE) };
};
