/**
 * The parts of kafkajs that its public interface hides and we need: its connections, to send requests it has no
 * version of, and what is mended in them. Typed as far as we use them.
 */
declare module 'kafkajs/src/network/requestQueue/index.js' {
  import type { EventEmitter } from 'node:events';

  interface RequestQueue extends EventEmitter {
    readonly pending: readonly unknown[];
    readonly inflight: ReadonlyMap<number, unknown>;
    throttledUntil: number;
    throttleCheckTimeoutId: NodeJS.Timeout | null;
    checkPendingRequests(): void;
    scheduleCheckPendingRequests(): void;
    waitForPendingRequests(): Promise<void>;
    rejectAll(error: Error): void;
    push(request: PushedRequest): void;
    fulfillRequest(answer: { readonly correlationId: number; readonly payload: Buffer; readonly size: number }): void;
    destroy(): void;
  }
  interface PushedRequest {
    readonly entry: {
      readonly correlationId: number;
      readonly apiKey: number;
      readonly apiName: string;
      readonly apiVersion: number;
      resolve(value: unknown): void;
      reject(error: Error): void;
    };
    readonly expectResponse: boolean;
    sendRequest(): void;
  }
  interface RequestQueueOptions {
    readonly maxInFlightRequests: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly clientId: string;
    readonly broker: string;
    readonly logger: { debug(message: string): void; warn(message: string): void };
  }
  const RequestQueue: { new (options: RequestQueueOptions): RequestQueue; readonly prototype: RequestQueue };
  export default RequestQueue;
}

declare module 'kafkajs/src/network/socketFactory.js' {
  import type { ISocketFactory } from 'kafkajs';

  const socketFactory: () => ISocketFactory;
  export default socketFactory;
}

declare module 'kafkajs/src/protocol/encoder.js' {
  class Encoder {
    constructor(initialSize?: number);
    readonly buffer: Buffer;
    size(): number;
    writeInt8(value: number): this;
    writeInt16(value: number): this;
    writeInt32(value: number): this;
    writeInt64(value: number | bigint | string): this;
    writeBoolean(value: boolean): this;
    writeUVarInt(value: number): this;
    writeUVarIntString(value: string | null): this;
    /** The bytes as they are, without a length. */
    writeBufferInternal(value: Buffer): void;
    writeEncoder(value: Encoder): this;
  }
  export default Encoder;
}

declare module 'kafkajs/src/protocol/decoder.js' {
  class Decoder {
    constructor(buffer: Buffer);
    readInt8(): number;
    readInt16(): number;
    readInt32(): number;
    readInt64(): { toString(): string };
    readBoolean(): boolean;
    readUVarInt(): number;
    readUVarIntString(): string | null;
    readBytes(byteLength: number): Buffer;
  }
  export default Decoder;
}

declare module 'kafkajs/src/protocol/recordBatch/crc32C/index.js' {
  const crc32C: (bytes: Buffer) => number;
  export default crc32C;
}

declare module 'kafkajs/src/protocol/error.js' {
  import type { KafkaJSProtocolError } from 'kafkajs';

  const errors: { createErrorFromCode(code: number): KafkaJSProtocolError };
  export default errors;
}

declare module 'kafkajs/src/cluster/index.js' {
  import type { ISocketFactory, KafkaConfig, KafkaMessage, Logger } from 'kafkajs';
  import type Encoder from 'kafkajs/src/protocol/encoder.js';

  export interface ProtocolRequest<T> {
    readonly request: {
      readonly apiKey: number;
      readonly apiVersion: number;
      readonly apiName: string;
      encode(): Promise<Encoder>;
    };
    readonly response: { decode(rawData: Buffer): Promise<T>; parse(data: T): Promise<T> };
    readonly requestTimeout?: number;
    readonly logResponseError?: boolean;
  }
  export interface TopicPartitions<T> {
    readonly topic: string;
    readonly partitions: readonly T[];
  }
  export interface Broker {
    readonly versions: Readonly<Record<number, { readonly minVersion: number; readonly maxVersion: number } | undefined>> | null;
    readonly connectionPool: { send<T>(request: ProtocolRequest<T>): Promise<T> };
    listOffsets(options: {
      readonly isolationLevel: number;
      readonly topics: readonly TopicPartitions<{ readonly partition: number; readonly timestamp: string }>[];
    }): Promise<{ readonly responses: readonly TopicPartitions<{ readonly partition: number; readonly offset: string }>[] }>;
    fetch(options: {
      readonly isolationLevel: number;
      readonly maxWaitTime: number;
      readonly maxBytes: number;
      readonly topics: readonly TopicPartitions<{
        readonly partition: number;
        readonly fetchOffset: string;
        readonly maxBytes: number;
      }>[];
    }): Promise<{
      readonly responses: readonly {
        readonly topicName: string;
        readonly partitions: readonly { readonly partition: number; readonly messages: readonly KafkaMessage[] }[];
      }[];
    }>;
    initProducerId(options: { transactionTimeout: number }): Promise<{
      readonly producerId: string | number;
      readonly producerEpoch: number;
    }>;
  }
  export interface ClusterOptions extends Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl' | 'clientId'> {
    readonly logger: Logger;
    readonly socketFactory: ISocketFactory;
    readonly retry: KafkaConfig['retry'];
    readonly connectionTimeout: number;
    readonly authenticationTimeout: number;
    readonly reauthenticationThreshold: number;
    readonly requestTimeout: number;
    readonly enforceRequestTimeout: boolean;
    readonly metadataMaxAge: number;
    readonly allowAutoTopicCreation: boolean;
    readonly maxInFlightRequests: number;
  }
  class Cluster {
    constructor(options: ClusterOptions);
    readonly brokerPool: { findConnectedBroker(): Promise<Broker> };
    connect(): Promise<void>;
    disconnect(): Promise<void>;
    refreshMetadata(): Promise<void>;
    findBroker(options: { readonly nodeId: string }): Promise<Broker>;
  }
  export default Cluster;
}
