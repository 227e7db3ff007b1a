import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { RedisAddress } from '../read-store/redis/connection.ts';
import { ownPrefix, removeKeys } from '../read-store/redis/testing/stores.ts';
import { describeOn } from '../testing/engines.ts';
import { leasesContract, systemTime, type LeasesUnderTest } from './contract.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';
import { openRedisLeases } from './redis.ts';

async function under(connection: RedisAddress): Promise<LeasesUnderTest> {
  const prefix = ownPrefix();
  const opened: Leases[] = [];
  const another = async (): Promise<Leases> => {
    const leases = await openRedisLeases({ connection, prefix });
    opened.push(leases);
    return leases;
  };
  const close = async (): Promise<void> => {
    for (const leases of opened) await leases.close();
    await removeKeys(connection, prefix);
  };
  return { leases: await another(), another, time: systemTime, close };
}

describeOn('redis', 'leases in one Redis', ({ url }) => {
  leasesContract('Redis', () => under({ url }));

  it('are unavailable once closed', async () => {
    const leases = await openRedisLeases({ connection: { url }, prefix: ownPrefix() });
    await leases.close();
    await assert.rejects(leases.take('relay', 'a', 1_000), LeasesUnavailableError);
  });

  it('are unavailable where nobody listens', async () => {
    const connection = { url: 'redis://127.0.0.1:1' };
    await assert.rejects(openRedisLeases({ connection, prefix: ownPrefix() }), LeasesUnavailableError);
  });
});

describeOn('redis-cluster', 'leases in a Redis Cluster', ({ nodes }) => {
  leasesContract('Redis Cluster', () => under({ nodes }));
});
