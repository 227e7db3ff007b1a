import { Cluster, type Redis } from 'ioredis';
import type { RedisClient } from './connection.ts';

/** The servers behind a connection: in a cluster every one of them, or the masters alone. */
export function nodesOf(client: RedisClient, role: 'all' | 'master' = 'all'): readonly Redis[] {
  return client instanceof Cluster ? client.nodes(role) : [client];
}

/** A section of what a server says of itself. */
export async function infoOf(node: Redis, section: string): Promise<ReadonlyMap<string, string>> {
  const text = await node.info(section);
  const pairs = text.split('\r\n').map((line) => line.split(':'));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join(':')]));
}
