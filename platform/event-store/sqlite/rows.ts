import { crc32 } from 'node:zlib';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import { jsonText } from '../arguments.ts';
import { damaged } from './errors.ts';

/** An event on its way to the writer: id, type, checksum, data, metadata. An array is cheap to hand to a thread. */
export type WireEvent = readonly [id: string, type: string, checksum: number, data: string, metadata: string];

/** An append on its way to the writer. `first` is the revision its first event is to have. */
export type WireAppend = readonly [stream: string, first: number, recordedAt: number, events: readonly WireEvent[]];

/** The columns of {@link columns}; a large event's texts are null and fetched one by one. */
export type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  recordedAt: number,
  size: number,
  checksum: number,
  data: string | null,
  metadata: string | null,
];

/** Events above this many characters are not read along with a page of rows: a page must stay small. */
const large = 16_384;

export const columns = `position, stream, revision, id, type, recorded_at, size, checksum,
  iif(size > ${large}, NULL, data), iif(size > ${large}, NULL, metadata)`;

/** An event as it is written. `TypeError` where it has no form in JSON. */
export function encodeEvent(stream: string, revision: number, recordedAt: number, event: NewEvent): WireEvent {
  const data = jsonText(`the data of ${event.type}`, event.data);
  const metadata = jsonText(`the metadata of ${event.type}`, event.metadata);
  return [event.id, event.type, checksumOf(stream, revision, event.id, event.type, recordedAt, data, metadata), data, metadata];
}

/** Reads the texts of a large event. */
export type LargeTexts = (position: number) => readonly [data: string, metadata: string];

/** The event of a row. Throws where the row is not what was written. */
export function decodeRow(row: Row, largeTexts: LargeTexts): RecordedEvent {
  const [position, stream, revision, id, type, recordedAt, , checksum] = row;
  let [, , , , , , , , data, metadata] = row;
  if (data === null || metadata === null) [data, metadata] = largeTexts(position);
  if (checksumOf(stream, revision, id, type, recordedAt, data, metadata) !== checksum) {
    throw damaged(`the event at position ${position} is not what was written`);
  }
  return {
    id,
    type,
    data: JSON.parse(data) as unknown,
    metadata: JSON.parse(metadata) as RecordedEvent['metadata'],
    stream,
    revision,
    position: BigInt(position),
    recordedAt: isoTime(recordedAt),
  };
}

/** CRC-32, as SQLite keeps no checksums of its own in the database file. One text, because a call costs more than the copy. */
function checksumOf(
  stream: string,
  revision: number,
  id: string,
  type: string,
  recordedAt: number,
  data: string,
  metadata: string,
): number {
  return crc32(`${stream}\n${revision}\n${id}\n${type}\n${recordedAt}\n${data}\n${metadata}`);
}

let lastTime = Number.NaN;
let lastIso = '';

/** Neighbours in the log were mostly recorded in the same millisecond. */
function isoTime(ms: number): string {
  if (ms !== lastTime) {
    lastIso = new Date(ms).toISOString();
    lastTime = ms;
  }
  return lastIso;
}
