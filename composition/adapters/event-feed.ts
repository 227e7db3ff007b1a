import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { openKafkaConnection } from './kafka.ts';

/** Where projectors hear of events, as `EVENT_FEED` says. */
export async function openEventFeed(config: Config, eventStore: EventStore, log: Log): Promise<EventFeed> {
  if (config.EVENT_FEED === 'store') return storeFeed(eventStore, systemClock);
  const { openKafkaFeed } = await import('@shop/platform/event-feed/kafka/open.ts');
  const connection = await openKafkaConnection(config, 'shop-projectors', log);
  const { KAFKA_PREFIX: prefix, KAFKA_PARTITIONS: partitions, KAFKA_RECORD_SECRET: secret } = config;
  const trust = secret === undefined ? undefined : ({ by: 'signature', secret } as const);
  return openKafkaFeed({ connection, prefix, partitions, eventStore, clock: systemClock, log, ...(trust ? { trust } : {}) });
}
