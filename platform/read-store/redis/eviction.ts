import type { Log } from '../../telemetry/port.ts';
import type { Connection, RedisClient } from './connection.ts';
import { infoOf, nodesOf } from './nodes.ts';

/** A Redis that throws away what it likes cannot keep read models: parts of them would be missing unnoticed. */
export class EvictingRedisError extends Error {
  override readonly name = 'EvictingRedisError';
}

/** Why this Redis cannot keep read models; null where it can. */
export async function evictionOf(client: RedisClient): Promise<string | null> {
  for (const node of nodesOf(client, 'master')) {
    const policy = (await infoOf(node, 'memory')).get('maxmemory_policy') ?? 'noeviction';
    if (policy !== 'noeviction') {
      return `Redis evicts keys (maxmemory-policy ${policy}), so read models would lose documents unnoticed: set it to noeviction.`;
    }
  }
  return null;
}

/**
 * Looks again every so often, for the policy can be changed while Redis runs: while it evicts, the store counts
 * as unavailable. Answers how to stop.
 */
export function watchEviction(connection: Connection, everyMs: number, log: Pick<Log, 'warn'>): () => void {
  let told: string | null = null;
  let looking = false;
  const look = async (): Promise<void> => {
    if (looking) return;
    looking = true;
    try {
      const reason = await evictionOf(connection.client);
      connection.refuse(reason);
      if (reason !== null && reason !== told) log.warn(reason);
      told = reason;
    } catch {
      // Redis is away: whoever asks it for something meanwhile is told by that very call, and it is asked again.
    } finally {
      looking = false;
    }
  };
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
