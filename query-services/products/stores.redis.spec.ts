import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import type { ReadStoreUnderTest } from '@shop/platform/read-store/contract.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import type { RedisAddress } from '@shop/platform/read-store/redis/connection.ts';
import { redisUnderTest } from '@shop/platform/read-store/redis/testing/stores.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { everything } from './testing/everything.ts';
import { histories } from './testing/random-history.ts';

function sameAsElsewhere(address: RedisAddress): void {
  let redis: ReadStoreUnderTest;
  let sqlite: ReadStore;
  let folder: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'product-models-'));
    sqlite = await openSqliteReadStore({ folder });
    redis = await redisUnderTest(address);
  });
  after(async () => {
    await redis.close();
    await sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are what they are in memory and in SQLite: digests, lists, counts and facets', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const inRedis = await everything(redis.store, history);
        deepStrictEqual(inRedis, await everything(memoryReadStore(), history));
        deepStrictEqual(inRedis, await everything(sqlite, history));
      }),
      { numRuns: 10 },
    );
  });
}

describeOn('redis', 'the product models in one Redis', ({ url }) => sameAsElsewhere({ url }));
describeOn('redis-cluster', 'the product models in a Redis Cluster', ({ nodes }) => sameAsElsewhere({ nodes }));
