import { categoryOf } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { ConsistencyToken } from '@shop/platform/http/consistency-token.ts';
import { unavailable } from '@shop/platform/http/problem.ts';
import { waitForRevision } from '@shop/platform/projecting/consistency.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { GenerationReader, ReadStore } from '@shop/platform/read-store/port.ts';

/** How long a query waits for the write its client has seen. */
const longestWaitMs = 2_000;

/** Opens a read model for one request. */
export type Reading = (request: { readonly consistency: readonly ConsistencyToken[] }) => Promise<GenerationReader>;

/**
 * Reads a model no older than the request's consistency tokens; those of streams that the model does not read
 * say nothing about it. Throws 503 `read-model-not-ready` before the model was built for the first time, and
 * 503 `read-model-lagging` where a token is not reached within two seconds.
 */
export function reading(store: ReadStore, model: ReadModel, clock: Clock): Reading {
  const projection = store.projection(model);
  return async ({ consistency }) => {
    const reader = await projection.active();
    if (!reader) throw unavailable('read-model-not-ready', 'This view is being built. Ask again shortly.', 2);
    const tokens = consistency.filter(({ stream }) => model.categories.includes(categoryOf(stream)));
    if (tokens.length === 0) return reader;
    if (!(await waitForRevision(projection, tokens, longestWaitMs, clock))) {
      throw unavailable('read-model-lagging', 'This view has not caught up with the write that the token names.', 1);
    }
    // Another generation may have taken over while the request waited.
    return (await projection.active()) ?? reader;
  };
}
