import { createHash } from 'node:crypto';
import { canonicalJson } from '@shop/platform/http/canonical-json.ts';
import { logRange } from '@shop/platform/projecting/log-range.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { RecordedEvent } from '@shop/shared-events';

const batchSize = 5_000;
const bytesKept = 6;

/**
 * The fingerprint of an event: the first 48 bits of the SHA-256 of everything it says. Two events that differ have
 * the same one once in 3·10^14.
 */
export function fingerprint({ id, type, data, metadata, stream, revision, position }: RecordedEvent): number {
  const said = canonicalJson({ id, type, data, metadata, stream, revision, position: String(position) });
  return createHash('sha256').update(said).digest().readUIntBE(0, bytesKept);
}

/** What a stretch of the log holds, small enough to keep millions of events in memory. */
export interface LogIndex {
  /** The last position read. */
  readonly until: bigint;
  readonly events: number;
  /** By stream: the fingerprint of each revision. */
  readonly streams: ReadonlyMap<string, readonly number[]>;
}

/** Reads the log of these categories up to its head. */
export async function indexLog(
  store: EventStore,
  categories: readonly string[],
  read: (events: number) => void,
): Promise<LogIndex> {
  const until = await store.head();
  const streams = new Map<string, number[]>();
  let events = 0;
  for await (const batch of logRange(store, { categories, after: -1n, until, batchSize })) {
    for (const event of batch.events) {
      const stream = streams.get(event.stream) ?? [];
      streams.set(event.stream, stream);
      stream[event.revision] = fingerprint(event);
    }
    events += batch.events.length;
    read(events);
  }
  return { until, events, streams };
}
