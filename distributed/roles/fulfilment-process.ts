import { openLeases } from '@shop/composition/adapters/leases.ts';
import { openOrderService } from '../order-service.ts';
import type { StartRole } from '../role.ts';
import { runOnce } from '../run-once.ts';
import { storeReadiness } from '../store-readiness.ts';

const sampleEveryMs = 1_000;

/** The fulfilment process, its timers and the erasure of customers; one instance works, the others stand by. */
export const startFulfilmentProcess: StartRole = async (context) => {
  const { config, file, log, metrics, teardown, instance } = context;
  const { service, store } = await openOrderService(context);
  const leases = await openLeases(config, file);
  teardown.add('leases', () => leases.close());
  const { fulfilment, erasure } = service.runners;
  const working = runOnce({ 'fulfilment-process': fulfilment, erasure }, { leases, instance, log });
  teardown.add('processes', () => working.close());
  metrics.leading(() => working.working());
  const sampling = setInterval(() => metrics.queueDepth('fulfilment-process', fulfilment.status.underWay), sampleEveryMs);
  teardown.add('queue depth', () => clearInterval(sampling));
  return { routes: [], standing: () => ({ working: working.working() }), readiness: storeReadiness(store, config.EVENT_STORE) };
};
