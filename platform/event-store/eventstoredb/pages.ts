import type { RecordedEvent } from '@shop/shared-events';
import { EventStoreUnavailableError, type StreamFilter } from '../port.ts';
import { isWanted, wireFilter } from './names.ts';
import { type Direction, logRequest, streamRequest } from './read-requests.ts';
import type { Reader } from './reader.ts';
import { positionOf, recordedOf, sizeOf } from './records.ts';

/** Most events of a page, and bytes at which one ends early. */
export const pageBounds = { events: 512, bytes: 4 * 1024 * 1024 };

/** A piece of the log or of a stream, as it was read in one call. */
export interface Page<Place> {
  readonly events: readonly RecordedEvent[];
  /** Place of the last event the server sent, wanted or not; undefined where it sent none. */
  readonly last: Place | undefined;
  /** Whether there may be more behind it. */
  readonly full: boolean;
}

/** Events of one stream; without `from` from the end that the direction reads away from. */
export async function streamPage(
  reader: Reader,
  stream: string,
  direction: Direction,
  from: number | undefined,
  limit: number,
): Promise<Page<number>> {
  const events: RecordedEvent[] = [];
  let bytes = 0;
  await reader.read(streamRequest(stream, direction, from, limit), (message) => {
    const read = message.getEvent();
    if (!read) return 'more';
    const event = recordedOf(read);
    if (!event) {
      throw new EventStoreUnavailableError(
        `revision ${read.getEvent()?.getStreamRevision()} of ${stream} is no event of the shop`,
      );
    }
    events.push(event);
    bytes += sizeOf(read);
    return tooMuch(bytes);
  });
  const full = events.length >= limit || bytes >= pageBounds.bytes;
  return { events, last: events.at(-1)?.revision, full };
}

/** Events of the log after a position (backwards: before it), of the filter alone. */
export async function logPage(
  reader: Reader,
  direction: Direction,
  after: bigint | undefined,
  filter: StreamFilter | undefined,
  limit: number,
): Promise<Page<bigint>> {
  const from = after !== undefined && after < 0n ? undefined : after;
  // Forwards the server begins with the event at the position itself.
  const count = direction === 'forwards' && from !== undefined ? limit + 1 : limit;
  const events: RecordedEvent[] = [];
  let [seen, bytes, last] = [0, 0, undefined as bigint | undefined];
  await reader.read(logRequest(wireFilter(filter), direction, from, count), (message) => {
    const read = message.getEvent();
    if (!read) return 'more';
    seen++;
    const position = positionOf(read);
    const beyond = from === undefined || (direction === 'forwards' ? position > from : position < from);
    // One more was asked for than wanted, for the event at the position itself, which the filter may leave out.
    if (!beyond || events.length === limit) return 'more';
    last = position;
    bytes += sizeOf(read);
    const event = recordedOf(read);
    if (event && isWanted(event.stream, filter)) events.push(event);
    return tooMuch(bytes);
  });
  return { events, last, full: seen >= count || events.length >= limit || bytes >= pageBounds.bytes };
}

/** The server ends a read at its count. Only one whose events are large is broken off: servers mind clients that do so often. */
function tooMuch(bytes: number): 'more' | 'enough' {
  return bytes >= pageBounds.bytes ? 'enough' : 'more';
}

/** Position of the last event that is none of the server's own; -1 in an empty log. */
export async function headOf(reader: Reader): Promise<bigint> {
  for (let before: bigint | undefined; ;) {
    const { events, last, full } = await logPage(reader, 'backwards', before, undefined, 1);
    if (events[0]) return events[0].position;
    if (!full || last === undefined) return -1n;
    before = last;
  }
}
