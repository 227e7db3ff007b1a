import { flexibleRequest, readItems, readUuid, writeItems, writeNoTags, writeUuid } from '../../kafka/flexible.ts';

/** One partition to fetch from. */
export interface FetchAsk {
  /** The broker's own id of the topic. */
  readonly topicId: string;
  readonly partition: number;
  readonly offset: bigint;
}

/** What a broker answers for one partition. */
export interface FetchAnswer {
  readonly topicId: string;
  readonly partition: number;
  /** One of Kafka's error codes; 0 for none. */
  readonly errorCode: number;
  /** Offset behind the last record that readers may see. */
  readonly highWatermark: bigint;
  readonly records: Buffer;
}

export interface FetchLimits {
  /** How long the broker waits for a first record. */
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly partitionMaxBytes: number;
}

const empty = Buffer.alloc(0);
const anyEpoch = -1;
/** A transaction that is never ended would otherwise hold up all readers of its partition. */
const readUncommitted = 0;

/**
 * Fetch, version 13: the first that names topics by the broker's own id, so that a topic which was deleted and made
 * again can never be taken for the one before it, whatever offsets it has.
 */
export function fetchRequest(asks: readonly FetchAsk[], { maxWaitMs, maxBytes, partitionMaxBytes }: FetchLimits) {
  return flexibleRequest({
    apiKey: 1,
    apiVersion: 13,
    apiName: 'Fetch',
    write(encoder) {
      const [replica, minBytes, noSession, noSessionEpoch] = [-1, 1, 0, -1];
      encoder.writeInt32(replica).writeInt32(maxWaitMs).writeInt32(minBytes).writeInt32(maxBytes);
      encoder.writeInt8(readUncommitted).writeInt32(noSession).writeInt32(noSessionEpoch);
      // One entry for each: brokers fill the answer in this order, which is the caller's to choose.
      writeItems(encoder, asks, ({ topicId, partition, offset }) => {
        writeUuid(encoder, topicId);
        writeItems(encoder, [partition], () => {
          encoder.writeInt32(partition).writeInt32(anyEpoch).writeInt64(offset).writeInt32(anyEpoch);
          encoder.writeInt64(-1).writeInt32(partitionMaxBytes);
        });
      });
      writeItems(encoder, [], () => undefined); // topics to forget: there is no session
      encoder.writeUVarIntString(''); // rack
      writeNoTags(encoder);
    },
    read(decoder): { readonly errorCode: number; readonly answers: readonly FetchAnswer[] } {
      decoder.readInt32(); // throttle time
      const errorCode = decoder.readInt16();
      decoder.readInt32(); // session
      const topics = readItems(decoder, () => {
        const topicId = readUuid(decoder);
        return readItems(decoder, (): FetchAnswer => {
          const [partition, partitionError] = [decoder.readInt32(), decoder.readInt16()];
          const highWatermark = BigInt(decoder.readInt64().toString());
          decoder.readInt64(); // last stable offset
          decoder.readInt64(); // log start offset
          readItems(decoder, () => [decoder.readInt64(), decoder.readInt64()]); // aborted transactions
          decoder.readInt32(); // preferred replica
          const length = decoder.readUVarInt() - 1;
          const records = length > 0 ? decoder.readBytes(length) : empty;
          return { topicId, partition, errorCode: partitionError, highWatermark, records };
        });
      });
      return { errorCode, answers: topics.flat() };
    },
  });
}
