import { randomUUID } from 'node:crypto';
import type { ReadStoreUnderTest } from '../../contract.ts';
import type { ReadStore } from '../../port.ts';
import { silentLog } from '../../../telemetry/port.ts';
import { connect, type RedisAddress } from '../connection.ts';
import { nodesOf } from '../nodes.ts';
import { openRedisReadStore, type RedisReadStoreOptions } from '../open.ts';

/** A prefix of its own for each test, so that tests may share an engine. */
export function ownPrefix(): string {
  return `test-${randomUUID()}`;
}

/** An empty read store in a running Redis, which leaves nothing behind. */
export async function redisUnderTest(
  address: RedisAddress,
  more: Partial<RedisReadStoreOptions> = {},
): Promise<ReadStoreUnderTest> {
  const prefix = ownPrefix();
  let now = 1_000_000;
  const opened: ReadStore[] = [];
  const another = async (): Promise<ReadStore> => {
    const store = await openRedisReadStore({ connection: address, prefix, clock: { now: () => now }, ...more });
    opened.push(store);
    return store;
  };
  return {
    store: await another(),
    another,
    advance: (ms) => void (now += ms),
    async close() {
      for (const store of opened) await store.close();
      await removeKeys(address, prefix);
    },
  };
}

/** Every key of a prefix, on whatever server it lies. */
export async function keysOfPrefix(address: RedisAddress, prefix: string): Promise<string[]> {
  return onServers(address, async (node) => {
    const keys: string[] = [];
    for await (const found of node.scanStream({ match: `{${prefix}:*`, count: 1_000 })) keys.push(...(found as string[]));
    return keys;
  });
}

export async function removeKeys(address: RedisAddress, prefix: string): Promise<void> {
  await onServers(address, async (node) => {
    for await (const found of node.scanStream({ match: `{${prefix}:*`, count: 1_000 })) {
      await Promise.all((found as string[]).map((key) => node.unlink(key)));
    }
    return [];
  });
}

async function onServers(
  address: RedisAddress,
  work: (node: ReturnType<typeof nodesOf>[number]) => Promise<string[]>,
): Promise<string[]> {
  const connection = await connect(address, silentLog);
  try {
    return (await Promise.all(nodesOf(connection.client, 'master').map(work))).flat();
  } finally {
    await connection.close();
  }
}
