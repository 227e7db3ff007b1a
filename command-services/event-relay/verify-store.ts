import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { RelayCheckpoint } from './checkpoints.ts';

/**
 * The log is not the one that was carried: it was rewound to an earlier state, or is another one. Nothing is
 * published; a person decides which of the two is right.
 */
export class StoreRewoundError extends Error {
  override readonly name = 'StoreRewoundError';
}

const advice = 'restore the log, or delete the topics to have them filled from this one';

/** The last event of the whole log that is not behind the position; null where there is none. */
export async function lastEventUpTo(store: EventStore, position: bigint): Promise<RecordedEvent | null> {
  for await (const event of store.readAll({ direction: 'backwards', after: position + 1n, limit: 1 })) return event;
  return null;
}

/** Throws {@link StoreRewoundError} where the checkpoint's event is no longer at its position. */
export async function verifyCheckpoint(store: EventStore, { position, eventId }: RelayCheckpoint): Promise<void> {
  const event = await lastEventUpTo(store, position);
  if (event?.position === position && event.id === eventId) return;
  const found = event ? `event ${event.id} at ${event.position}` : 'no event';
  throw new StoreRewoundError(`the log was carried up to event ${eventId} at ${position}, but holds ${found} there: ${advice}`);
}

/**
 * Throws {@link StoreRewoundError} where one of the published events is not in the log. The checkpoint alone would
 * not tell a log that was rewound together with it.
 */
export async function verifyPublished(store: EventStore, published: readonly RecordedEvent[]): Promise<void> {
  for (const { stream, revision, id } of published) {
    const found = await eventAt(store, stream, revision);
    if (found?.id === id) continue;
    const instead = found ? `event ${found.id}` : 'no event';
    throw new StoreRewoundError(
      `event ${id} was carried as revision ${revision} of ${stream}, but the log holds ${instead} there: ${advice}`,
    );
  }
}

async function eventAt(store: EventStore, stream: string, revision: number): Promise<RecordedEvent | null> {
  for await (const event of store.readStream(stream, { from: revision, limit: 1 })) return event;
  return null;
}
