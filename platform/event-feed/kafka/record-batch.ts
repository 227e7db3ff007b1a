import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { ReadRecord } from '../../kafka/records.ts';

/** A record where it stands in its partition. */
export interface KafkaRecord extends ReadRecord {
  readonly offset: bigint;
}

/** Records from `offset` to `last` that have no form this reader knows. */
export interface UnreadableRange {
  readonly offset: bigint;
  readonly last: bigint;
  readonly reason: string;
}

/** What one fetch brought of a partition. `next` is where the next fetch goes on. */
export interface ReadRecords {
  readonly records: readonly KafkaRecord[];
  readonly unreadable: readonly UnreadableRange[];
  readonly next: bigint;
}

/** Where fields stand in a batch of Kafka's record format 2 (KIP-98). */
const at = { length: 8, magic: 16, attributes: 21, lastOffsetDelta: 23, count: 57, records: 61 } as const;
const compressionMask = 0x07;
const controlFlag = 0x20;
/** A small batch could be made to grow to gigabytes; ours hold at most 4 MiB. */
const maxOutputLength = 16 * 1024 * 1024;

/**
 * Reads whole batches one by one, so that one that cannot be read (written by a stranger, or with a compression we do
 * not have) costs itself alone: kafkajs's own decoder fails with all of the answer, for ever. A batch that is cut off
 * at the end is left for the next fetch.
 */
export function readRecordBatches(bytes: Buffer, from: bigint): ReadRecords {
  const records: KafkaRecord[] = [];
  const unreadable: UnreadableRange[] = [];
  let next = from;
  for (let start = 0; start + at.records <= bytes.length;) {
    const end = start + at.magic - 4 + bytes.readInt32BE(start + at.length);
    if (end > bytes.length || end < start + at.records) break;
    const batch = bytes.subarray(start, end);
    const base = batch.readBigInt64BE(0);
    const last = base + BigInt(batch.readInt32BE(at.lastOffsetDelta));
    try {
      for (const record of recordsOf(batch, base)) if (record.offset >= from) records.push(record);
    } catch (error) {
      const known = records.at(-1)?.offset ?? -1n;
      unreadable.push({ offset: known >= base ? known + 1n : base, last, reason: (error as Error).message });
    }
    next = last + 1n;
    start = end;
  }
  return { records, unreadable, next: next < from ? from : next };
}

function* recordsOf(batch: Buffer, base: bigint): Generator<KafkaRecord> {
  if (batch.readInt8(at.magic) !== 2) throw new Error('the batch is of another record format');
  const attributes = batch.readInt16BE(at.attributes);
  if (attributes & controlFlag) return;
  const bytes = new RecordBytes(decompressed(batch.subarray(at.records), attributes & compressionMask));
  for (let left = batch.readInt32BE(at.count); left > 0; left--) {
    bytes.varint(); // length
    bytes.skip(1); // attributes: none are in use
    bytes.varint(); // timestamp: the event tells when it was recorded
    const offset = base + BigInt(bytes.varint());
    const key = bytes.text();
    const value = bytes.text();
    yield { offset, key, value, headers: headersOf(bytes) };
  }
}

function headersOf(bytes: RecordBytes): NonNullable<ReadRecord['headers']> {
  const headers: Record<string, string | string[]> = Object.create(null) as Record<string, never>;
  for (let left = bytes.varint(); left > 0; left--) {
    const name = bytes.text() ?? '';
    const value = bytes.text() ?? '';
    const other = headers[name];
    if (other === undefined) headers[name] = value;
    else if (typeof other === 'string') headers[name] = [other, value];
    else other.push(value);
  }
  return headers;
}

function decompressed(bytes: Buffer, compression: number): Buffer {
  if (compression === 0) return bytes;
  if (compression === 1) return gunzipSync(bytes, { maxOutputLength });
  if (compression === 4) return zstdDecompressSync(bytes, { maxOutputLength });
  throw new Error(`the batch is compressed in a way that is not known here (${compression})`);
}

/** Reads the parts of a record one after the other; throws where they do not fit. */
class RecordBytes {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  skip(length: number): void {
    this.#at += length;
  }

  /** Zigzag, as far as a double is exact: lengths, offsets and times are. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 63; shift += 7) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new Error('the record is longer than its batch');
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
    throw new Error('a number of the record is too long');
  }

  /** UTF-8, its size before it; as text at once, since a view of the bytes costs more to make. */
  text(): string | null {
    const length = this.varint();
    if (length === -1) return null;
    const end = this.#at + length;
    if (length < 0 || end > this.#bytes.length) throw new Error('the record is longer than its batch');
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }
}
