import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { sampleEvents } from '../../event-publisher/contract.ts';
import { RecordBatch } from '../../kafka/record-batch.ts';
import { fromRecord, toRecord } from '../../kafka/records.ts';
import { readRecordBatches } from './record-batch.ts';

const events = sampleEvents('order-☃', 5, 10n);

/** A batch as it stands in a partition. */
function batchAt(offset: bigint, some = events): Buffer {
  const batch = new RecordBatch();
  for (const event of some) batch.add(toRecord(event));
  const bytes = Buffer.from(batch.finish({ producerId: 1n, producerEpoch: 0, firstSequence: 0 }));
  bytes.writeBigInt64BE(offset, 0);
  return bytes;
}

/** The same records in a batch whose attributes say how they are packed. */
function packed(batch: Buffer, attributes: number, pack: (records: Buffer) => Buffer): Buffer {
  const bytes = Buffer.concat([batch.subarray(0, 61), pack(batch.subarray(61))]);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt16BE(attributes, 21);
  return bytes;
}

const offsets = (read: ReturnType<typeof readRecordBatches>): bigint[] => read.records.map(({ offset }) => offset);

describe('records of a fetch', () => {
  it('are read as they were written, over several batches', () => {
    const read = readRecordBatches(Buffer.concat([batchAt(7n, events.slice(0, 3)), batchAt(10n, events.slice(3))]), 7n);
    deepStrictEqual(offsets(read), [7n, 8n, 9n, 10n, 11n]);
    deepStrictEqual(
      read.records.map((record) => fromRecord(record)),
      events,
    );
    deepStrictEqual([read.unreadable, read.next], [[], 12n]);
  });

  it('are given from the offset on that was asked for', () => {
    const read = readRecordBatches(batchAt(7n), 9n);
    deepStrictEqual([offsets(read), read.next], [[9n, 10n, 11n], 12n]);
  });

  it('are left for the next fetch where the answer cuts a batch off', () => {
    const bytes = Buffer.concat([batchAt(0n), batchAt(5n)]);
    for (const cut of [1, 60, 200]) {
      const read = readRecordBatches(bytes.subarray(0, bytes.length - cut), 0n);
      deepStrictEqual([read.records.length, read.unreadable, read.next], [5, [], 5n]);
    }
  });

  it('are read from gzip and zstd', () => {
    for (const [attributes, pack] of [[1, gzipSync] as const, [4, zstdCompressSync] as const]) {
      strictEqual(readRecordBatches(packed(batchAt(0n), attributes, pack), 0n).records.length, 5);
    }
  });

  it('are passed over in batches that cannot be read, and only there', () => {
    const snappy = packed(batchAt(5n), 2, (records) => records);
    const bomb = packed(batchAt(10n), 1, () => gzipSync(Buffer.alloc(64 * 1024 * 1024)));
    const noise = packed(batchAt(15n), 0, (records) => Buffer.alloc(records.length, 0xff));
    const old = batchAt(20n);
    old.writeInt8(1, 16);
    const read = readRecordBatches(Buffer.concat([batchAt(0n), snappy, bomb, noise, old, batchAt(25n)]), 0n);
    deepStrictEqual(offsets(read), [0n, 1n, 2n, 3n, 4n, 25n, 26n, 27n, 28n, 29n]);
    const ranges = read.unreadable.map(({ offset, last }) => [offset, last]);
    deepStrictEqual([ranges, read.next], [[5n, 10n, 15n, 20n].map((first) => [first, first + 4n]), 30n]);
  });

  it('are none in a control batch', () => {
    const read = readRecordBatches(
      packed(batchAt(3n), 0x20, (records) => records),
      3n,
    );
    deepStrictEqual([read.records, read.unreadable, read.next], [[], [], 8n]);
  });

  it('never make the reader fail or go back, whatever the bytes are', () => {
    const good = batchAt(0n);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat({ max: good.length - 1 }), fc.nat({ max: 255 }))), (changes) => {
        const bytes = Buffer.from(good);
        for (const [at, byte] of changes) bytes[at] = byte;
        const { records, next } = readRecordBatches(bytes, 0n);
        ok(next >= 0n && records.every(({ offset }) => offset >= 0n));
      }),
    );
  });
});
