import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { StoreRewoundError, topicsAdvice, verifyInLog } from '@shop/platform/event-store/rewound.ts';
import type { RelayCheckpoint } from './checkpoints.ts';

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
  throw new StoreRewoundError(
    `the log was carried up to event ${eventId} at ${position}, but holds ${found} there: ${topicsAdvice}`,
  );
}

/**
 * Throws {@link StoreRewoundError} where one of the published events is not in the log. The checkpoint alone would
 * not tell a log that was rewound together with it.
 */
export async function verifyPublished(store: EventStore, published: readonly RecordedEvent[]): Promise<void> {
  await verifyInLog(store, published, { was: 'carried', advice: topicsAdvice });
}
