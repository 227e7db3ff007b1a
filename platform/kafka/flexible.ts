import type { ProtocolRequest } from 'kafkajs/src/cluster/index.js';
import Decoder from 'kafkajs/src/protocol/decoder.js';
import Encoder from 'kafkajs/src/protocol/encoder.js';

/** One version of a request of Kafka's protocol, from those with compact lengths and tagged fields (KIP-482). */
export interface FlexibleVersion<T> {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  /** Bytes to begin the request's buffer with; it grows. */
  readonly initialSize?: number;
  write(encoder: Encoder): void;
  read(decoder: Decoder): T;
}

/**
 * A request that kafkajs's connections can send, though kafkajs writes the older header: the field that the newer
 * one ends with is put in front of the body, and taken off the answer.
 */
export function flexibleRequest<T>({ write, read, initialSize, ...api }: FlexibleVersion<T>): ProtocolRequest<T> {
  return {
    request: {
      ...api,
      encode: async () => {
        const encoder = new Encoder(initialSize);
        writeNoTags(encoder);
        write(encoder);
        return encoder;
      },
    },
    response: {
      decode: async (rawData) => {
        const decoder = new Decoder(rawData);
        skipTags(decoder);
        return read(decoder);
      },
      parse: async (data) => data,
    },
    logResponseError: false,
  };
}

/** An empty list of tagged fields, which every structure ends with. */
export function writeNoTags(encoder: Encoder): void {
  encoder.writeUVarInt(0);
}

/** Reads over the tagged fields that a structure ends with (kafkajs takes their sizes for compact ones, one too many). */
export function skipTags(decoder: Decoder): void {
  const count = decoder.readUVarInt();
  for (let i = 0; i < count; i++) {
    decoder.readUVarInt();
    decoder.readBytes(decoder.readUVarInt());
  }
}

/** A compact array whose items are structures. */
export function writeItems<T>(encoder: Encoder, items: readonly T[], write: (item: T) => void): void {
  encoder.writeUVarInt(items.length + 1);
  for (const item of items) {
    write(item);
    writeNoTags(encoder);
  }
}

/** A compact array whose items are structures; a null array is read as an empty one. */
export function readItems<T>(decoder: Decoder, read: () => T): T[] {
  return readValues(decoder, () => {
    const item = read();
    skipTags(decoder);
    return item;
  });
}

/** A compact array of plain values; a null array is read as an empty one. */
export function readValues<T>(decoder: Decoder, read: () => T): T[] {
  const length = Math.max(0, decoder.readUVarInt() - 1);
  const items: T[] = [];
  for (let i = 0; i < length; i++) items.push(read());
  return items;
}

/** A UUID as Kafka's own tools print it: base64url, 22 characters. */
export function readUuid(decoder: Decoder): string {
  return decoder.readBytes(16).toString('base64url');
}

export function writeUuid(encoder: Encoder, id: string): void {
  encoder.writeBufferInternal(Buffer.from(id, 'base64url'));
}
