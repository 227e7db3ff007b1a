import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { type Config, parseConfig } from '@shop/platform/config/config.ts';
import { deleteTopics } from '@shop/platform/kafka/testing/scratch-topics.ts';
import { removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { type Client, createClient } from '@shop/standalone/testing/client.ts';
import { onLocalEngines } from '../launcher/engine-settings.ts';
import { type DistributedOptions, type DistributedShop, startDistributed } from '../launcher/start.ts';
import { ownDatabase } from './own-database.ts';

/** A distributed shop with a database, topics, keys and a folder of its own on the running engines. */
export interface TestSystem extends AsyncDisposable {
  readonly shop: DistributedShop;
  readonly client: Client;
  readonly settings: Readonly<Record<string, string>>;
}

/** Settings that share nothing with any other system on the same engines, and what takes their traces away. */
export async function isolatedSettings(given: Readonly<Record<string, string>> = {}): Promise<{
  readonly settings: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-distributed-'));
  const name = `t${randomUUID().slice(0, 8)}`;
  const completed = onLocalEngines({
    DATA_FOLDER: folder,
    KAFKA_PREFIX: name,
    KAFKA_PARTITIONS: '3',
    REDIS_PREFIX: name,
    LOG_LEVEL: 'error',
    ...given,
  });
  const database = completed['POSTGRES_URL'] === undefined ? null : await ownDatabase(completed['POSTGRES_URL'], name);
  const settings = { ...completed, ...(database ? { POSTGRES_URL: database.url } : {}) };
  return {
    settings,
    async remove() {
      await database?.drop();
      await removeTopicsAndKeys(parseConfig(settings));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function removeTopicsAndKeys(config: Config): Promise<void> {
  const { EVENT_FEED, KAFKA_PREFIX, READ_STORE, REDIS_URL, REDIS_CLUSTER, REDIS_PREFIX } = config;
  if (EVENT_FEED === 'kafka') await deleteTopics(await openKafkaConnection(config, 'test', silentLog), KAFKA_PREFIX);
  if (READ_STORE !== 'redis') return;
  await removeKeys(REDIS_CLUSTER ? { nodes: REDIS_CLUSTER } : { url: REDIS_URL ?? '' }, REDIS_PREFIX);
}

/** Starts a whole system on ports that nobody listens on. */
export async function startTestSystem(
  given: Readonly<Record<string, string>> = {},
  options: Pick<DistributedOptions, 'instances'> = {},
): Promise<TestSystem> {
  const { settings, remove } = await isolatedSettings(given);
  const shop = await startDistributed({ settings, anyPorts: true, log: silentLog, ...options });
  return {
    shop,
    settings,
    client: createClient(shop.gateway, shop.issuer),
    async [Symbol.asyncDispose]() {
      await shop.close();
      await remove();
    },
  };
}
