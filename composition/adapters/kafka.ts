import type { Config } from '@shop/platform/config/config.ts';
import type { KafkaConnection } from '@shop/platform/kafka/connect.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { needed } from './setting.ts';

/** The connection to the brokers that `KAFKA_BROKERS` names; nothing is connected before it is used. */
export async function openKafkaConnection(config: Config, clientId: string, log: Log): Promise<KafkaConnection> {
  const { openKafka } = await import('@shop/platform/kafka/connect.ts');
  return openKafka({ brokers: needed(config, 'KAFKA_BROKERS', 'EVENT_FEED=kafka'), clientId, log });
}
