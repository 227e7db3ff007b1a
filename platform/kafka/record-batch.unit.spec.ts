import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import { RecordBatch } from './record-batch.ts';
import type { EventRecord } from './records.ts';
import { varintSize, writeVarint } from './varint.ts';

/** Reads a batch back by the format's own description. */
function read(batch: Buffer) {
  let at = 61;
  const varint = (): number => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = batch[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
    }
  };
  const text = (): string => {
    const size = varint();
    return batch.subarray(at, (at += size)).toString();
  };
  const records: EventRecord[] = [];
  const first = Number(batch.readBigInt64BE(27));
  for (let count = batch.readInt32BE(57); count > 0; count--) {
    const end = varint() + at;
    strictEqual(batch[at++], 0);
    const timestamp = String(first + varint());
    strictEqual(varint(), records.length);
    const [key, value] = [text(), text()];
    const headers: Record<string, string> = {};
    for (let left = varint(); left > 0; left--) headers[text()] = text();
    strictEqual(at, end);
    records.push({ key, value, headers, timestamp });
  }
  strictEqual(at, batch.length);
  return records;
}

const shape = {
  key: fc.string({ unit: 'grapheme' }),
  value: fc.string({ unit: 'grapheme', maxLength: 3_000 }),
  headers: fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,20}$/), fc.string({ unit: 'grapheme' }), { noNullPrototype: true }),
  timestamp: fc.integer({ min: 0, max: 4e12 }).map(String),
};
const record = fc.record(shape, { noNullPrototype: true });
const writer = { producerId: 2n ** 40n, producerEpoch: 3, firstSequence: 2 ** 31 - 5 };

describe('a batch of records', () => {
  it('reads back as it was written, whatever the texts and times', () => {
    fc.assert(
      fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (records) => {
        const batch = new RecordBatch();
        for (const each of records) batch.add(each);
        strictEqual(batch.count, records.length);
        const { size } = batch;
        const bytes = batch.finish(writer);
        strictEqual(bytes.length, size);
        deepStrictEqual(read(bytes), records);
      }),
      { numRuns: 100 },
    );
  });

  it('tells its length, its writer, its times and its checksum', () => {
    const batch = new RecordBatch();
    for (const timestamp of ['2000', '1000', '3000']) batch.add({ key: 'k', value: 'v', headers: {}, timestamp });
    const bytes = batch.finish(writer);
    strictEqual(bytes.readInt32BE(8), bytes.length - 12);
    strictEqual(bytes[16], 2);
    strictEqual(bytes.readUInt32BE(17), crc32C(bytes.subarray(21)));
    strictEqual(bytes.readInt32BE(23), 2);
    deepStrictEqual([bytes.readBigInt64BE(27), bytes.readBigInt64BE(35)], [2_000n, 3_000n]);
    deepStrictEqual([bytes.readBigInt64BE(43), bytes.readInt16BE(51), bytes.readInt32BE(53)], [2n ** 40n, 3, 2 ** 31 - 5]);
  });

  it('writes integers in as many bytes as it says', () => {
    const buffer = Buffer.alloc(16);
    fc.assert(
      fc.property(
        fc.maxSafeInteger(),
        (value) => writeVarint(buffer, 0, Math.trunc(value / 2)) === varintSize(Math.trunc(value / 2)),
      ),
    );
    deepStrictEqual([0, -1, 1, 63, -64, 64, 300].map(varintSize), [1, 1, 1, 1, 1, 2, 2]);
  });
});
