import { connect, type RedisAddress } from '../read-store/redis/connection.ts';
import { leaseKey } from '../read-store/redis/keys.ts';
import { ReadStoreUnavailableError } from '../read-store/port.ts';
import { silentLog, type Log } from '../telemetry/port.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';

export interface RedisLeasesOptions {
  readonly connection: RedisAddress;
  /** What every key begins with. */
  readonly prefix: string;
  /** Told when Redis cannot be reached. */
  readonly log?: Pick<Log, 'warn'>;
}

/**
 * Leases in Redis, by the server's own clock, so that holders need not agree on the time. A Redis that is emptied
 * or fails over may forget one, and then there are two holders: the port says what that must not harm. Throws
 * {@link LeasesUnavailableError} where Redis cannot be reached.
 */
export async function openRedisLeases({ connection, prefix, log = silentLog }: RedisLeasesOptions): Promise<Leases> {
  const redis = await asking(() => connect(connection, log));
  return {
    take: (name, owner, ttlMs) =>
      asking(async () => (await redis.script('shopLease', leaseKey(prefix, name), ['', owner, ttlMs])) === 1),
    end: (name, owner) => asking(async () => void (await redis.script('shopEndLease', leaseKey(prefix, name), [owner]))),
    close: () => redis.close(),
  };
}

async function asking<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ReadStoreUnavailableError)) throw error;
    throw new LeasesUnavailableError(error.message, { cause: error });
  }
}
