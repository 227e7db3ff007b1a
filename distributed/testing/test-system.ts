import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  return {
    settings: { ...completed, ...(database ? { POSTGRES_URL: database.url } : {}) },
    async remove() {
      await database?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
