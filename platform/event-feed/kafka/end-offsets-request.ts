import { flexibleRequest, readItems, writeItems, writeNoTags } from '../../kafka/flexible.ts';

/** Where a partition ends. */
export interface EndOffset {
  readonly topic: string;
  readonly partition: number;
  readonly errorCode: number;
  /** Offset of the next record that will be written. */
  readonly offset: bigint;
}

const latest = -1n;

/** ListOffsets, version 6, for the ends of partitions. */
export function endOffsetsRequest(asks: readonly { readonly topic: string; readonly partition: number }[]) {
  return flexibleRequest({
    apiKey: 2,
    apiVersion: 6,
    apiName: 'ListOffsets',
    write(encoder) {
      const [replica, readUncommitted, anyEpoch] = [-1, 0, -1];
      encoder.writeInt32(replica).writeInt8(readUncommitted);
      writeItems(encoder, [...Map.groupBy(asks, ({ topic }) => topic)], ([topic, partitions]) => {
        encoder.writeUVarIntString(topic);
        writeItems(encoder, partitions, ({ partition }) => {
          encoder.writeInt32(partition).writeInt32(anyEpoch).writeInt64(latest);
        });
      });
      writeNoTags(encoder);
    },
    read(decoder): EndOffset[] {
      decoder.readInt32(); // throttle time
      return readItems(decoder, () => {
        const topic = decoder.readUVarIntString() ?? '';
        return readItems(decoder, () => {
          const [partition, errorCode] = [decoder.readInt32(), decoder.readInt16()];
          decoder.readInt64(); // timestamp
          const offset = BigInt(decoder.readInt64().toString());
          decoder.readInt32(); // leader epoch
          return { topic, partition, errorCode, offset };
        });
      }).flat();
    },
  });
}
