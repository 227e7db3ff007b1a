import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import { checkCount, jsonText } from '../arguments.ts';

/** An event on its way to the database. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An append on its way to the database. */
export interface WireAppend {
  readonly stream: string;
  /** The revision its first event is to have. */
  readonly first: number;
  /** Milliseconds since the epoch. */
  readonly recordedAt: number;
  readonly events: readonly WireEvent[];
  /** Characters of data and metadata. */
  readonly size: number;
}

/** Most characters of one append. */
const mostCharacters = 16 * 1024 * 1024;

/** Most bytes of a stream's name: an entry of an index holds 2,704. */
const mostNameBytes = 2_600;

/** An append as it is written. `TypeError` where an event has no form in JSON, `RangeError` where it is too large. */
export function encodeAppend(stream: string, first: number, recordedAt: number, events: readonly NewEvent[]): WireAppend {
  checkCount('the bytes of the name of a stream', Buffer.byteLength(stream), 1, mostNameBytes);
  const encoded = events.map(({ id, type, data, metadata }) => ({
    id,
    type,
    data: jsonText(`the data of ${type}`, data),
    metadata: jsonText(`the metadata of ${type}`, metadata),
  }));
  const size = encoded.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
  checkCount('the characters of an append', size, 1, mostCharacters);
  return { stream, first, recordedAt, events: encoded, size };
}

/** What {@link columns} gives; `pg` hands 64-bit numbers over as text. */
export type Row = readonly [
  position: string,
  stream: string,
  revision: string,
  id: string,
  type: string,
  recordedAt: string,
  size: number,
  data: string,
  metadata: string,
];

export const columns = 'position, stream, revision, id, type, recorded_at, size, data, metadata';

export function decodeRow([position, stream, revision, id, type, recordedAt, , data, metadata]: Row): RecordedEvent {
  return {
    id,
    type,
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as RecordedEvent['metadata'],
    stream,
    revision: Number(revision),
    position: BigInt(position),
    recordedAt: new Date(Number(recordedAt)).toISOString(),
  };
}
