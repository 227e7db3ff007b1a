import type { EventPublisher } from '@shop/platform/event-publisher/port.ts';
import { EventStoreUnavailableError, type EventStore } from '@shop/platform/event-store/port.ts';
import type { Leg } from './journey.ts';
import { Window } from './window.ts';

export interface CarryOptions {
  readonly store: EventStore;
  readonly publisher: EventPublisher;
  /** Most events read in one batch. */
  readonly batchSize: number;
  /** Most events read and not yet confirmed, but for the batch that passes it. */
  readonly mostUnderWay: number;
  /** Told after the leg's position has moved. */
  moved(leg: Leg, events: number): void;
}

/**
 * Carries the leg's categories from its position on: reads while it publishes, and moves the position only over what
 * is confirmed. Ends when the signal aborts, or with `upTo` when the leg has reached it; what is under way is then
 * waited for. Rejects with the first failure of the store or the publisher. Answers the number of events carried.
 */
export async function carry(options: CarryOptions, leg: Leg, signal: AbortSignal, upTo?: bigint): Promise<number> {
  const { store, publisher, batchSize, mostUnderWay, moved } = options;
  const stop = new AbortController();
  let carried = 0;
  const window = new Window(mostUnderWay, (position, events) => {
    leg.position = position;
    carried += events;
    moved(leg, events);
  });
  // A failure ends the reading, too, which at the head would wait for ever.
  const publish = (events: Parameters<EventPublisher['publish']>[0]): Promise<void> => {
    const publishing = publisher.publish(events);
    publishing.catch(() => stop.abort());
    return publishing;
  };
  const filter = { categories: leg.categories };
  const either = AbortSignal.any([signal, stop.signal]);
  let reached = upTo !== undefined && leg.position >= upTo;
  if (reached) return 0;
  try {
    for await (const batch of store.subscribeAll({ after: leg.position, filter, batchSize, signal: either })) {
      reached = upTo !== undefined && batch.position >= upTo;
      const events = reached ? batch.events.filter(({ position }) => position <= (upTo as bigint)) : batch.events;
      const position = reached ? (upTo as bigint) : batch.position;
      window.add(position, events.length, events.length > 0 ? publish(events) : Promise.resolve());
      await window.room();
      if (reached || either.aborted || window.failed) break;
    }
  } catch (error) {
    // A subscription may end by throwing the reason of its signal.
    if (!either.aborted) throw error;
  } finally {
    stop.abort();
    await window.rest();
  }
  if (window.failed) throw window.failure;
  if (!reached && !signal.aborted) throw new EventStoreUnavailableError('the subscription to the log has ended');
  return carried;
}
