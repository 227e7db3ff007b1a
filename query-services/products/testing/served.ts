import type { RecordedEvent } from '@shop/shared-events';
import { manualClock, type ManualClock } from '@shop/platform/clock/manual.ts';
import { type TestService, testService } from '@shop/platform/http/testing.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { createProductQueries } from '../index.ts';
import { projected } from './projected.ts';

export interface Served extends TestService {
  readonly clock: ManualClock;
  /** Builds every read model anew from this history. */
  project(history: { readonly events: readonly RecordedEvent[] }): Promise<void>;
}

/** The service over a read store, which is closed with it; its read models are not built before a history is projected. */
export async function served(
  history?: { readonly events: readonly RecordedEvent[] },
  store: ReadStore = memoryReadStore(),
): Promise<Served> {
  const clock = manualClock(0);
  const { models, routes } = createProductQueries({ readStore: store, clock, currency: 'GBP' });
  const service = await testService(routes);
  const project: Served['project'] = async ({ events }) => {
    for (const model of models) await projected(model, events, { store });
  };
  if (history) await project(history);
  return {
    ...service,
    clock,
    project,
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      await store.close();
    },
  };
}
