import type { Config } from '@shop/platform/config/config.ts';
import type { KafkaConnection, KafkaOptions } from '@shop/platform/kafka/connect.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { needed } from './setting.ts';

/** The connection to the brokers that `KAFKA_BROKERS` names; nothing is connected before it is used. */
export async function openKafkaConnection(config: Config, clientId: string, log: Log): Promise<KafkaConnection> {
  const { openKafka } = await import('@shop/platform/kafka/connect.ts');
  const brokers = needed(config, 'KAFKA_BROKERS', 'EVENT_FEED=kafka');
  return openKafka({ brokers, clientId, log, ...(config.KAFKA_TLS ? { ssl: true } : {}), ...signInOf(config) });
}

function signInOf(config: Config): Pick<KafkaOptions, 'sasl'> {
  if (config.KAFKA_SASL === undefined) return {};
  const why = `KAFKA_SASL=${config.KAFKA_SASL}`;
  const account = { username: needed(config, 'KAFKA_USERNAME', why), password: needed(config, 'KAFKA_PASSWORD', why) };
  switch (config.KAFKA_SASL) {
    case 'plain':
      return { sasl: { mechanism: 'plain', ...account } };
    case 'scram-sha-256':
      return { sasl: { mechanism: 'scram-sha-256', ...account } };
    case 'scram-sha-512':
      return { sasl: { mechanism: 'scram-sha-512', ...account } };
  }
}
