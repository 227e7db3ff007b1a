import { createReadSide } from '@shop/composition/read-side.ts';
import { openStores } from '@shop/composition/stores.ts';
import { createOperations } from '@shop/operations/index.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { replayProjection } from '@shop/platform/projecting/replay.ts';
import { projectionStatuses } from '../projection-statuses.ts';
import type { StartRole } from '../role.ts';
import { storeReadiness } from '../store-readiness.ts';

/** The service that people operate the shop by. */
export const startOperations: StartRole = async ({ config, file, log, teardown, discovery, tokens }) => {
  const stores = await openStores(config, file, log);
  teardown.add('stores', () => stores.close());
  const side = createReadSide(stores, config);
  const operations = createOperations({
    store: stores.log,
    clock: systemClock,
    log,
    projections: projectionStatuses({ names: side.models.keys(), discovery, tokens, now: () => performance.now() }),
    parked: side.parked,
    replay(name, begun) {
      const model = side.models.get(name);
      if (!model) return Promise.reject(new Error(`there is no projection ${name}`));
      return replayProjection({ ...side.sources, model, onProgress: begun });
    },
  });
  teardown.add('replays', () => operations.replays.idle());
  return {
    routes: [...operations.routes, ...side.orders.operationRoutes],
    readiness: storeReadiness(stores.log, config.EVENT_STORE),
  };
};
