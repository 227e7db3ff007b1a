import type { EventFeed } from '../event-feed/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { BatchProjector } from './project-batch.ts';

/**
 * More events than are ever on their way to a feed at once: what lies so far behind the newest event delivered has been
 * delivered too, whatever order partitions and topics came in. Must be above the relay's own bound.
 */
const MOST_ON_THEIR_WAY = 20_000;

export interface FeedCatchUp {
  readonly feed: Pick<EventFeed, 'read' | 'checkpointAtStart'>;
  readonly eventStore: Pick<EventStore, 'readAll'>;
  /** Name of the reader. */
  readonly reader: string;
  readonly categories: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with every batch; applies it. */
  readonly apply: (events: Parameters<BatchProjector['apply']>[0]) => Promise<void>;
}

/**
 * Applies everything a feed holds, from its beginning. Answers a position up to which all of the log has surely been
 * applied; what lies behind it, some of it applied already, is to be taken from the log itself.
 */
export async function catchUpFromFeed(options: FeedCatchUp): Promise<bigint> {
  const { feed, reader, categories, signal, apply } = options;
  const stop = new AbortController();
  const wanted = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  let newest = -1n;
  try {
    const checkpoint = (await feed.checkpointAtStart?.(categories)) ?? null;
    for await (const { events, caughtUp } of feed.read({ reader, categories, checkpoint, signal: wanted })) {
      await apply(events);
      for (const { position } of events) if (position > newest) newest = position;
      if (caughtUp) break;
    }
  } finally {
    stop.abort();
  }
  signal?.throwIfAborted();
  return newest < 0n ? -1n : behind(newest, options);
}

/** The position before the last {@link MOST_ON_THEIR_WAY} events up to the newest one. */
async function behind(newest: bigint, { eventStore, categories }: FeedCatchUp): Promise<bigint> {
  let oldest = newest + 1n;
  const last = { after: newest + 1n, direction: 'backwards', filter: { categories }, limit: MOST_ON_THEIR_WAY } as const;
  for await (const { position } of eventStore.readAll(last)) oldest = position;
  return oldest - 1n;
}
