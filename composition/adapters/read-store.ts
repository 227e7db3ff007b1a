import type { Config } from '@shop/platform/config/config.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { DataFile } from './data-file.ts';
import { redisOf } from './redis.ts';

/**
 * Opens the store of read models that `READ_STORE` names. A damaged embedded read model is given up and told,
 * because it can be rebuilt. Throws `ReadStoreUnavailableError` where a server does not answer yet, `ConfigError`.
 */
export async function openReadStore(config: Config, file: DataFile, log: Log): Promise<ReadStore> {
  if (config.READ_STORE === 'redis') {
    const { openRedisReadStore } = await import('@shop/platform/read-store/redis/open.ts');
    return openRedisReadStore({ connection: redisOf(config, 'READ_STORE=redis'), prefix: config.REDIS_PREFIX, log });
  }
  const { openSqliteReadStore } = await import('@shop/platform/read-store/sqlite/open.ts');
  return openSqliteReadStore({ folder: file('read'), onDamage: (sentence) => log.warn(sentence) });
}
