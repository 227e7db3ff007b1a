import { manualClock } from '@shop/platform/clock/manual.ts';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { sequenceIds } from '@shop/platform/ids/sequence.ts';
import type { RecordedEvent } from '@shop/shared-events';
import { testService } from '@shop/platform/http/testing.ts';
import { createAggregates } from './aggregates.ts';
import { createProductCommands } from './application.ts';
import { Claims } from './claims/claims.ts';
import { ProductCommands } from './product/product-commands.ts';

export const startOfTests = Date.parse('2026-01-01T00:00:00.000Z');

/** A cause for tests; `key` makes it a repeatable HTTP command. */
export function causeOf(name: string, key?: { readonly body: string }): Cause {
  return {
    commandId: derivedId('test', name),
    correlationId: name,
    causationId: name,
    actor: { id: 'carol', kind: 'user' },
    ...(key ? { idempotency: { key: name, bodyHash: key.body } } : {}),
  };
}

/** Everything of a store's streams of one category, or of all. */
export async function eventsOf(store: EventStore, ...categories: readonly string[]): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of store.readAll(categories.length > 0 ? { filter: { categories } } : {})) events.push(event);
  return events;
}

export interface TestSetup {
  readonly store?: EventStore;
  readonly clock?: Clock;
  /** Keeps the ids of two processes on one store apart. */
  readonly space?: number;
}

/** The aggregates and product commands of one process on a memory store. */
export function setUp({ clock = manualClock(startOfTests), store = memoryEventStore({ clock }), space = 0 }: TestSetup = {}) {
  const aggregates = createAggregates({ store, clock, cachedStreams: 100 });
  const { skus: sku, slugs: slug, products } = aggregates;
  const claims = new Claims({ sku, slug, products, store, clock, ids: sequenceIds(space) });
  return { store, clock, aggregates, claims, commands: new ProductCommands(products, claims) };
}

/** The whole service over HTTP on a memory store; prices are in GBP. */
export async function serve() {
  const clock = manualClock(startOfTests);
  const store = memoryEventStore({ clock });
  const service = createProductCommands({ store, clock, ids: sequenceIds(1), currency: 'GBP', cachedStreams: 100 });
  const http = await testService(service.routes);
  return { ...service, store, clock, http };
}
