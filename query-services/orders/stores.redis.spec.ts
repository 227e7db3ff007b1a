import { deepStrictEqual } from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStoreUnderTest } from '@shop/platform/read-store/contract.ts';
import type { RedisAddress } from '@shop/platform/read-store/redis/connection.ts';
import { redisUnderTest } from '@shop/platform/read-store/redis/testing/stores.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { everything } from './testing/everything.ts';
import { randomLogs } from './testing/random-orders.ts';

function sameAsInMemory(address: RedisAddress): void {
  let redis: ReadStoreUnderTest;
  before(async () => (redis = await redisUnderTest(address)));
  after(() => redis.close());

  it('are what they are in memory: documents, lists, queue and report', async () => {
    await fc.assert(
      fc.asyncProperty(randomLogs, async (log) => {
        deepStrictEqual(await everything(redis.store, log), await everything(memoryReadStore(), log));
      }),
      { numRuns: 10 },
    );
  });
}

describeOn('redis', 'the order models in one Redis', ({ url }) => sameAsInMemory({ url }));
describeOn('redis-cluster', 'the order models in a Redis Cluster', ({ nodes }) => sameAsInMemory({ nodes }));
