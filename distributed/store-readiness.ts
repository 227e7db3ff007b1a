import type { EventStore } from '@shop/platform/event-store/port.ts';
import { within } from './within.ts';

const patienceMs = 1_500;

/** Ready while the event store answers in time. */
export function storeReadiness(store: EventStore, engine: string): () => Promise<readonly string[]> {
  return async () => {
    try {
      await within(patienceMs, store.head());
      return [];
    } catch (error) {
      return [`the event store (${engine}) does not answer: ${error instanceof Error ? error.message : String(error)}`];
    }
  };
}
