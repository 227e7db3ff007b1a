import type { Clock } from '../clock/port.ts';
import { systemClock } from '../clock/system.ts';
import { countsBacklog } from '../event-store/backlog.ts';
import type { EventStore, StreamFilter } from '../event-store/port.ts';
import type { EventFeed, FeedBatch, FeedOptions } from './port.ts';

/** How many events a store that cannot count is read for its lag. */
const mostRead = 10_000;

/**
 * The log itself as a feed. A checkpoint is a position of the log as a decimal number. Events come as they
 * were recorded, whatever version they are of.
 *
 * `lag` counts by {@link countsBacklog} where the store can; otherwise it reads, and what it answers is then
 * at most 10,000 events: the lag is at least that.
 */
export function storeFeed(store: EventStore, clock: Clock = systemClock): EventFeed {
  return {
    async *read({ categories, checkpoint, signal }: FeedOptions): AsyncGenerator<FeedBatch> {
      const after = positionOf(checkpoint);
      for await (const { events, position, caughtUp } of store.subscribeAll({ after, filter: { categories }, signal })) {
        yield { events, checkpoint: position.toString(), caughtUp };
      }
    },

    async lag(categories, checkpoint) {
      const after = positionOf(checkpoint);
      const filter = { categories };
      for await (const first of store.readAll({ after, filter, limit: 1 })) {
        const seconds = Math.max(0, (clock.now() - Date.parse(first.recordedAt)) / 1_000);
        return { events: await count(store, after, filter), seconds };
      }
      return { events: 0, seconds: 0 };
    },

    checkpointAfter: async (position) => position.toString(),

    notBeyond(_, checkpoint, position) {
      const after = positionOf(checkpoint);
      return (after < position ? after : position).toString();
    },
  };
}

/** Before the first event where there is no checkpoint. `RangeError` where it is not one of this feed's. */
function positionOf(checkpoint: string | null): bigint {
  if (checkpoint === null) return -1n;
  if (/^(-1|\d{1,19})$/.test(checkpoint)) return BigInt(checkpoint);
  throw new RangeError(
    `${JSON.stringify(checkpoint.slice(0, 60))} is not a checkpoint of this feed: it is a position of the log`,
  );
}

async function count(store: EventStore, after: bigint, filter: StreamFilter): Promise<number> {
  if (countsBacklog(store)) return store.backlog(after, filter);
  const read = store.readAll({ after, filter, limit: mostRead })[Symbol.asyncIterator]();
  let events = 0;
  while (!(await read.next()).done) events++;
  return events;
}
