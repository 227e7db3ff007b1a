import type { ProtocolRequest } from 'kafkajs/src/cluster/index.js';
import type Decoder from 'kafkajs/src/protocol/decoder.js';
import { flexibleRequest, readItems, readUuid, writeItems, writeNoTags, writeUuid } from './flexible.ts';

/** A batch of records for one partition. */
export interface PartitionWrite {
  readonly topicId: string;
  readonly partition: number;
  readonly batch: Buffer;
}

/** What the leader of the partition says; error code 0 where the records are kept by all replicas in sync. */
export interface PartitionAnswer {
  readonly topicId: string;
  readonly partition: number;
  readonly errorCode: number;
}

export const produceApiKey = 0;
/** The first version that names topics by id (Kafka 4.1). */
export const produceVersion = 13;

/**
 * Produce, version 13, with acks of all replicas in sync. It names topics by their ids: a topic that was deleted
 * and made anew refuses what was meant for the old one, where by name it would take the later events first.
 */
export function produceRequest(writes: readonly PartitionWrite[], timeoutMs: number): ProtocolRequest<PartitionAnswer[]> {
  const topics = Map.groupBy(writes, ({ topicId }) => topicId);
  return flexibleRequest({
    apiKey: produceApiKey,
    apiVersion: produceVersion,
    apiName: 'Produce',
    initialSize: writes.reduce((size, { batch }) => size + batch.length + 64, 64),
    write(encoder) {
      encoder.writeUVarIntString(null); // transactional id
      encoder.writeInt16(-1).writeInt32(timeoutMs);
      writeItems(encoder, [...topics], ([topicId, partitions]) => {
        writeUuid(encoder, topicId);
        writeItems(encoder, partitions, ({ partition, batch }) => {
          encoder.writeInt32(partition).writeUVarInt(batch.length + 1);
          encoder.writeBufferInternal(batch);
        });
      });
      writeNoTags(encoder);
    },
    read: (decoder) => readItems(decoder, () => readTopicAnswers(decoder)).flat(),
  });
}

function readTopicAnswers(decoder: Decoder): PartitionAnswer[] {
  const topicId = readUuid(decoder);
  return readItems(decoder, () => {
    const partition = decoder.readInt32();
    const errorCode = decoder.readInt16();
    decoder.readInt64(); // base offset
    decoder.readInt64(); // log append time
    decoder.readInt64(); // log start offset
    readItems(decoder, () => {
      decoder.readInt32(); // place of a record that is refused
      decoder.readUVarIntString(); // why
    });
    decoder.readUVarIntString(); // message
    return { topicId, partition, errorCode };
  });
}
