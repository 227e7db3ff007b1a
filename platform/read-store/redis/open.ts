import { silentLog, type Log } from '../../telemetry/port.ts';
import type { ProjectionSpec, ProjectionStore, ReadStore } from '../port.ts';
import { connect, type RedisAddress } from './connection.ts';
import { evictionOf, EvictingRedisError, watchEviction } from './eviction.ts';
import { fileRewriter, type Forgetting } from './forget.ts';
import { redisProjection } from './projection.ts';

export interface RedisReadStoreOptions {
  readonly connection: RedisAddress;
  /** What every key begins with; several shops may share a Redis. */
  readonly prefix: string;
  /** Where time comes from: creation times and the end of leases. The server's own where left out. */
  readonly clock?: { now(): number };
  /** Told in one sentence of what an operator should know. */
  readonly log?: Pick<Log, 'warn'>;
  /** How what was removed leaves Redis's files; `rewrite` unless said otherwise. */
  readonly forgetting?: Forgetting;
  /** How long a commit that forgets waits for Redis's files; a minute unless said otherwise. */
  readonly forgetWithinMs?: number;
  /** How often to look whether Redis evicts. */
  readonly checkEveryMs?: number;
}

/**
 * A read store in Redis 7 or newer, one server or a cluster, shared by as many processes as like. All keys of a
 * projection lie in one slot, so whatever happens to Redis happens to all of a projection or to none of it:
 * emptied, it counts as never built; set back to an earlier moment, it stands at an earlier commit. Throws
 * {@link EvictingRedisError} where Redis evicts keys, `ReadStoreUnavailableError` where it cannot be reached.
 */
export async function openRedisReadStore(options: RedisReadStoreOptions): Promise<ReadStore> {
  const { prefix, clock, log = silentLog, forgetting = 'rewrite', forgetWithinMs = 60_000, checkEveryMs = 30_000 } = options;
  const connection = await connect(options.connection, log);
  const reason = await connection.run(evictionOf).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });
  if (reason !== null) {
    await connection.close();
    throw new EvictingRedisError(reason);
  }
  const stop = watchEviction(connection, checkEveryMs, log);
  const rewrite = fileRewriter(connection, forgetting, forgetWithinMs);
  const now = clock ? (): string => String(clock.now()) : (): string => '';
  const projections = new Map<ProjectionSpec, ProjectionStore>();
  return {
    projection(spec) {
      const known = projections.get(spec);
      if (known) return known;
      const projection = redisProjection({ connection, prefix, spec, now, rewrite });
      projections.set(spec, projection);
      return projection;
    },
    async close() {
      stop();
      await connection.close();
    },
  };
}
