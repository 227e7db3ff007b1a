import type { Clock } from '@shop/platform/clock/port.ts';
import type { ConsistencyToken } from '@shop/platform/http/consistency-token.ts';
import { unavailable } from '@shop/platform/http/problem.ts';
import { waitForRevision } from '@shop/platform/projecting/consistency.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { GenerationReader, ReadStore } from '@shop/platform/read-store/port.ts';
import { categoryOf } from '@shop/shared-events';

/** How long a query waits for the writes its client has seen acknowledged. */
export const longestWaitMs = 2_000;

/** Opens a read model's documents, no older than the tokens say. */
export type OpenModel = (tokens: readonly ConsistencyToken[]) => Promise<GenerationReader>;

/**
 * Opens the generation that answers for a read model. Throws 503 `read-model-not-ready` before the first one is
 * active, and 503 `read-model-lagging` where the tokens' revisions are not applied within {@link longestWaitMs}.
 * A token of a category that the model does not read is passed over.
 */
export function openModel(readStore: ReadStore, model: ReadModel, clock: Clock): OpenModel {
  const store = readStore.projection(model);
  const active = async () => {
    const reader = await store.active();
    if (!reader) throw unavailable('read-model-not-ready', 'This view is being built for the first time.', 2);
    return reader;
  };
  return async (tokens) => {
    const awaited = tokens.filter(({ stream }) => model.categories.includes(categoryOf(stream)));
    const reader = await active();
    if (awaited.length === 0) return reader;
    if (await waitForRevision(store, awaited, longestWaitMs, clock)) return active();
    throw unavailable('read-model-lagging', 'This view has not yet seen the write that the Consistency-Token names.', 1);
  };
}
