import type { EventStore } from '@shop/platform/event-store/port.ts';
import { idOf } from '@shop/shared-events';

const categories = ['order', 'customer'];

/**
 * Tells of every order and customer that any process appends to: whoever waits here for the end of a process hears
 * of it at once. What is missed while the store is away is found by looking now and then.
 */
export function wakeOnAppends(store: EventStore, wake: (id: string) => void): { run(signal: AbortSignal): Promise<void> } {
  return {
    async run(signal) {
      const after = await store.head();
      for await (const { events } of store.subscribeAll({ after, filter: { categories }, signal })) {
        for (const { stream } of events) wake(idOf(stream));
      }
    },
  };
}
