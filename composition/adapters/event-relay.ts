import { createRelay, type Relay } from '@shop/event-relay/relay.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { createKafkaPublisher } from '@shop/platform/event-publisher/kafka/open.ts';
import { observedPublisher } from '@shop/platform/event-publisher/observed.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { openKafkaConnection } from './kafka.ts';

/** The relay on its broker, and what it holds. */
export interface OpenedRelay {
  readonly relay: Relay;
  close(): Promise<void>;
}

/** The relay from the log to the topics that the configuration names; nothing is connected before it runs. */
export async function openKafkaRelay(
  config: Config,
  store: EventStore,
  clientId: string,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): Promise<OpenedRelay> {
  const connection = await openKafkaConnection(config, clientId, log);
  const kafka = createKafkaPublisher({
    connection,
    prefix: config.KAFKA_PREFIX,
    partitions: config.KAFKA_PARTITIONS,
    replication: config.KAFKA_REPLICATION,
    retentionMs: config.KAFKA_RETENTION_MS,
    ...(config.KAFKA_RECORD_SECRET === undefined ? {} : { secret: config.KAFKA_RECORD_SECRET }),
  });
  const publisher = observedPublisher(kafka, systemClock, { published: (events) => metrics.batch('relay', events) });
  return { relay: createRelay({ store, publisher, clock: systemClock, log }), close: () => publisher.close() };
}
