import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ConfigError, parseConfig } from '@shop/platform/config/config.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { openKafkaConnection } from './adapters/kafka.ts';

const open = (settings: Readonly<Record<string, string>>) => openKafkaConnection(parseConfig(settings), 'test', silentLog);

test('a broker that is signed in to needs a name and a password; what is missing is named', async () => {
  const signIn = { KAFKA_BROKERS: 'broker:9093', KAFKA_TLS: 'true', KAFKA_SASL: 'scram-sha-512' };
  await assert.rejects(open({}), new ConfigError('KAFKA_BROKERS: is needed with EVENT_FEED=kafka'));
  await assert.rejects(open(signIn), new ConfigError('KAFKA_USERNAME: is needed with KAFKA_SASL=scram-sha-512'));
  await assert.rejects(open({ ...signIn, KAFKA_USERNAME: 'shop' }), /^ConfigError: KAFKA_PASSWORD/);
  assert.ok(await open({ ...signIn, KAFKA_USERNAME: 'shop', KAFKA_PASSWORD: 'secret' }));
});
