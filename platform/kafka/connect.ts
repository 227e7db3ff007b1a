import { Kafka, type KafkaConfig, logLevel } from 'kafkajs';
import Cluster from 'kafkajs/src/cluster/index.js';
import socketFactory from 'kafkajs/src/network/socketFactory.js';
import type { Log } from '../telemetry/port.ts';
import { logCreatorOf } from './log.ts';
import { mendKafkajs } from './mend-kafkajs.ts';

export interface KafkaOptions {
  /** `host:port` of some of the brokers; the others are found from them. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  readonly log: Log;
  readonly ssl?: NonNullable<KafkaConfig['ssl']>;
  readonly sasl?: NonNullable<KafkaConfig['sasl']>;
}

/** A way to one Kafka; nothing is connected until a client of it is. Whoever makes a client disconnects it. */
export interface KafkaConnection {
  /** Makes kafkajs's clients, their known faults mended ({@link mendKafkajs}). Topics are never made by asking for them. */
  readonly kafka: Kafka;
  /** Connections of our own, for requests kafkajs has no version of; one request at a time on each. */
  cluster(): Cluster;
}

/** Short waits: who asks has a back-off of its own, and a timer under way keeps a process alive. */
const retry = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 4 };
const connectionTimeout = 3_000;
const authenticationTimeout = 10_000;
const requestTimeout = 15_000;

/** Kafka by kafkajs 2.2.4, mended. Its log lines go to `log`, its errors as warnings: what fails is thrown as well. */
export function openKafka({ brokers, clientId, log, ssl, sasl }: KafkaOptions): KafkaConnection {
  mendKafkajs();
  const access = { brokers: [...brokers], clientId, ...(ssl === undefined ? {} : { ssl }), ...(sasl ? { sasl } : {}) };
  const kafka = new Kafka({
    ...access,
    connectionTimeout,
    authenticationTimeout,
    requestTimeout,
    retry,
    logLevel: log.enabled('debug') ? logLevel.INFO : logLevel.WARN,
    logCreator: logCreatorOf(log),
  });
  return {
    kafka,
    cluster: () =>
      new Cluster({
        ...access,
        logger: kafka.logger(),
        socketFactory: socketFactory(),
        retry,
        connectionTimeout,
        authenticationTimeout,
        reauthenticationThreshold: 10_000,
        requestTimeout,
        enforceRequestTimeout: true,
        metadataMaxAge: 300_000,
        allowAutoTopicCreation: false,
        maxInFlightRequests: 1,
      }),
  };
}
