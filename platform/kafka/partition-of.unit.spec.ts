import { strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Partitioners } from 'kafkajs';
import { murmur2, partitionOf } from './partition-of.ts';

describe('the partition of a stream', () => {
  // From Kafka's own UtilsTest.java.
  const known = {
    '21': -973932308,
    foobar: -790332482,
    'a-little-bit-long-string': -985981536,
    'a-little-bit-longer-string': -1486304829,
    lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8: -58897971,
    abc: 479470107,
  };

  for (const [text, hash] of Object.entries(known)) {
    it(`hashes ${text} as Kafka's Java client does`, () => strictEqual(murmur2(Buffer.from(text)), hash));
  }

  it('is where the client library puts a record of that key', () => {
    const place = Partitioners.DefaultPartitioner();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), fc.integer({ min: 1, max: 64 }), (stream, partitions) => {
        const partitionMetadata = Array.from({ length: partitions }, (_, partitionId) => ({
          partitionErrorCode: 0,
          partitionId,
          leader: 1,
          replicas: [],
          isr: [],
        }));
        strictEqual(
          partitionOf(stream, partitions),
          place({ topic: 'orders', partitionMetadata, message: { key: Buffer.from(stream), value: null } }),
        );
      }),
    );
  });
});
