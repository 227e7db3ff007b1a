import crc32C from 'kafkajs/src/protocol/recordBatch/crc32C/index.js';
import type { EventRecord } from './records.ts';
import { varintSize, writeVarint } from './varint.ts';

/** Who writes a batch, and which of its records comes first: what the broker tells a repeated batch by. */
export interface BatchWriter {
  readonly producerId: bigint;
  readonly producerEpoch: number;
  readonly firstSequence: number;
}

const headerSize = 61;
const initialSize = 16 * 1024;
const [crcAt, attributesAt] = [17, 21];

/**
 * Records of one partition in Kafka's format of a batch (magic 2), written straight into one buffer: kafkajs makes
 * a buffer for every header of every record.
 */
export class RecordBatch {
  #buffer = Buffer.allocUnsafe(initialSize);
  #size = headerSize;
  #count = 0;
  #firstTimestamp = 0;
  #maxTimestamp = 0;

  get count(): number {
    return this.#count;
  }

  /** Bytes so far, the batch's own header among them. */
  get size(): number {
    return this.#size;
  }

  add(record: EventRecord): void {
    const timestamp = Number(record.timestamp);
    if (this.#count === 0) this.#firstTimestamp = this.#maxTimestamp = timestamp;
    this.#maxTimestamp = Math.max(this.#maxTimestamp, timestamp);
    const [timestampDelta, offsetDelta] = [timestamp - this.#firstTimestamp, this.#count];
    const headers = Object.entries(record.headers);
    const keySize = Buffer.byteLength(record.key);
    const valueSize = Buffer.byteLength(record.value);
    let size = 1 + varintSize(timestampDelta) + varintSize(offsetDelta) + varintSize(headers.length);
    size += varintSize(keySize) + keySize + varintSize(valueSize) + valueSize;
    for (const [name, value] of headers) size += textSize(name) + textSize(value);
    this.#reserve(varintSize(size) + size);
    this.#varint(size);
    this.#buffer[this.#size++] = 0; // attributes: none are defined
    this.#varint(timestampDelta);
    this.#varint(offsetDelta);
    this.#text(record.key, keySize);
    this.#text(record.value, valueSize);
    this.#varint(headers.length);
    for (const [name, value] of headers) {
      this.#text(name, Buffer.byteLength(name));
      this.#text(value, Buffer.byteLength(value));
    }
    this.#count++;
  }

  /** The whole batch; nothing is added afterwards. */
  finish({ producerId, producerEpoch, firstSequence }: BatchWriter): Buffer {
    const batch = this.#buffer.subarray(0, this.#size);
    batch.writeBigInt64BE(0n, 0); // base offset: the broker's to set
    batch.writeInt32BE(this.#size - 12, 8); // length of what follows
    batch.writeInt32BE(-1, 12); // partition leader's epoch: the broker's to set
    batch.writeInt8(2, 16); // magic
    batch.writeInt16BE(0, attributesAt); // attributes: not compressed, the writer's timestamps, no transaction
    batch.writeInt32BE(this.#count - 1, 23); // last offset delta
    batch.writeBigInt64BE(BigInt(this.#firstTimestamp), 27);
    batch.writeBigInt64BE(BigInt(this.#maxTimestamp), 35);
    batch.writeBigInt64BE(producerId, 43);
    batch.writeInt16BE(producerEpoch, 51);
    batch.writeInt32BE(firstSequence, 53);
    batch.writeInt32BE(this.#count, 57);
    batch.writeUInt32BE(crc32C(batch.subarray(attributesAt)), crcAt);
    return batch;
  }

  #text(text: string, size: number): void {
    this.#varint(size);
    this.#size += this.#buffer.write(text, this.#size);
  }

  #varint(value: number): void {
    this.#size = writeVarint(this.#buffer, this.#size, value);
  }

  #reserve(more: number): void {
    const wanted = this.#size + more;
    if (wanted <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(wanted, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#size);
    this.#buffer = larger;
  }
}

function textSize(text: string): number {
  const size = Buffer.byteLength(text);
  return varintSize(size) + size;
}
