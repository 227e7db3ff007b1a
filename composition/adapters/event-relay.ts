import { createRelay, type Relay } from '@shop/event-relay/relay.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { createKafkaPublisher } from '@shop/platform/event-publisher/kafka/open.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { openKafkaConnection } from './kafka.ts';

/** The relay on its broker, and what it holds. */
export interface OpenedRelay {
  readonly relay: Relay;
  close(): Promise<void>;
}

/** The relay from the log to the topics that the configuration names; nothing is connected before it runs. */
export async function openKafkaRelay(config: Config, store: EventStore, clientId: string, log: Log): Promise<OpenedRelay> {
  const connection = await openKafkaConnection(config, clientId, log);
  const publisher = createKafkaPublisher({
    connection,
    prefix: config.KAFKA_PREFIX,
    partitions: config.KAFKA_PARTITIONS,
    replication: config.KAFKA_REPLICATION,
    retentionMs: config.KAFKA_RETENTION_MS,
    ...(config.KAFKA_RECORD_SECRET === undefined ? {} : { secret: config.KAFKA_RECORD_SECRET }),
  });
  return { relay: createRelay({ store, publisher, clock: systemClock, log }), close: () => publisher.close() };
}
