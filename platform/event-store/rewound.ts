import type { RecordedEvent } from '@shop/shared-events';
import type { EventStore } from './port.ts';

/**
 * The log is not the one that was read or carried before: it was rewound to an earlier state, as by a restore, or is
 * another one. A person decides which of the two is right; until then nothing is made of it.
 */
export class StoreRewoundError extends Error {
  override readonly name = 'StoreRewoundError';
}

/** What a person can do about topics that were filled from another log. */
export const topicsAdvice = 'restore the log, or delete the topics to have them filled from this one';

/** An event as one knows it that has read it: its places in its stream and in the log, and its id. */
export type KnownEvent = Pick<RecordedEvent, 'stream' | 'revision' | 'id' | 'position'>;

/**
 * Throws {@link StoreRewoundError} where the log does not hold each of these events at its place. `was` says what was
 * done with them, `advice` what a person can do.
 */
export async function verifyInLog(
  store: Pick<EventStore, 'readStream'>,
  events: readonly KnownEvent[],
  { was, advice }: { readonly was: string; readonly advice: string },
): Promise<void> {
  for (const { stream, revision, id, position } of events) {
    const found = await eventAt(store, stream, revision);
    if (found?.id === id && found.position === position) continue;
    const instead = found ? `event ${found.id} at ${found.position}` : 'no event';
    throw new StoreRewoundError(
      `event ${id} at ${position} was ${was} as revision ${revision} of ${stream}, but the log holds ${instead} there: ${advice}`,
    );
  }
}

async function eventAt(store: Pick<EventStore, 'readStream'>, stream: string, revision: number): Promise<RecordedEvent | null> {
  for await (const event of store.readStream(stream, { from: revision, limit: 1 })) return event;
  return null;
}
