import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Leases } from '@shop/platform/leases/port.ts';
import type { DataFile } from './data-file.ts';
import { redisOf } from './redis.ts';

/** Opens the leases of what runs once, beside the read models: losing them costs doubled work, never data. */
export async function openLeases(config: Config, file: DataFile): Promise<Leases> {
  if (config.READ_STORE === 'redis') {
    const { openRedisLeases } = await import('@shop/platform/leases/redis.ts');
    return openRedisLeases({ connection: redisOf(config, 'READ_STORE=redis'), prefix: config.REDIS_PREFIX });
  }
  const { openSqliteLeases } = await import('@shop/platform/leases/sqlite.ts');
  return openSqliteLeases({ file: file('leases.db'), clock: systemClock });
}
