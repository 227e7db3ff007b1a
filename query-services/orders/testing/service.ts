import type { RecordedEvent } from '@shop/shared-events';
import { manualClock, type ManualClock } from '@shop/platform/clock/manual.ts';
import { testService, type TestService } from '@shop/platform/http/testing.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { createOrderQueries, type OrderQueries } from '../index.ts';
import { storeOf } from './projected.ts';

export interface OrderService extends TestService {
  readonly clock: ManualClock;
  readonly store: ReadStore;
  readonly queries: OrderQueries;
}

/** Serves every route of the order queries over these events; without events nothing was ever projected. */
export async function orderService(events: readonly RecordedEvent[] | null): Promise<OrderService> {
  const store = memoryReadStore();
  const clock = manualClock(Date.parse('2026-03-31T23:30:00Z'));
  const queries = createOrderQueries({ readStore: store, clock, currency: 'GBP' });
  if (events) await storeOf(queries.models, events, store);
  const service = await testService([...queries.routes, ...queries.operationRoutes]);
  return { ...service, clock, store, queries, [Symbol.asyncDispose]: () => service[Symbol.asyncDispose]() };
}
