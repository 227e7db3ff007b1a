import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { describeOn } from '../../testing/engines.ts';
import { articles, commitOf, put, remove, type Article } from '../contract/under-test.ts';
import type { ReadStoreUnderTest } from '../contract.ts';
import { memoryReadStore } from '../memory.ts';
import type { Condition, FindQuery, Found, GenerationWriter, Write } from '../port.ts';
import type { RedisAddress } from './connection.ts';
import { redisUnderTest } from './testing/stores.ts';

/** More than one call of a script looks at. */
const DOCUMENTS = 3_000;
const words = ['blue', 'bluish', 'big', 'cup', 'mug', 'lamp', 'rare'];

/** Documents that follow from their number alone: frequent values and rare ones, nulls, ties. */
function articleOf(n: number): Article {
  const pick = (most: number, salt: number): number => ((n * 7_919 + salt * 104_729) % 1_000_003) % most;
  return {
    name: pick(9, 1) === 0 ? null : `Name ${pick(40, 2)}`,
    category: pick(11, 3) === 0 ? null : `c${pick(pick(2, 4) === 0 ? 3 : 60, 5)}`,
    price: pick(13, 6) === 0 ? null : pick(500, 7) - 100,
    tags: ['red', 'green', 'odd {tag}\r\n\0'].filter((_, at) => pick(3 + 7 * at, 8 + at) === 0),
    description: words.filter((_, at) => pick(2 + at * 9, 20 + at) === 0).join(' '),
  };
}

/** As `exactOptionalPropertyTypes` wants it: what is undefined is not there. */
const defined = (where: Readonly<Record<string, Condition | undefined>>): Record<string, Condition> =>
  Object.fromEntries(Object.entries(where).flatMap(([field, each]) => (each ? [[field, each]] : [])));
const conditions: Readonly<Record<string, fc.Arbitrary<Condition>>> = {
  category: fc.oneof(
    fc.record({ eq: fc.constantFrom('c0', 'c1', 'c40', 'none') }),
    fc.record({ in: fc.subarray(['c0', 'c1', 'c2', 'c55', 'none']) }),
  ),
  price: fc.oneof(
    fc.record({ eq: fc.integer({ min: -100, max: 400 }) }),
    fc.record({ gte: fc.integer({ min: -150, max: 420 }), lte: fc.integer({ min: -150, max: 420 }) }, { requiredKeys: [] }),
    fc.record({ in: fc.array(fc.integer({ min: -100, max: 400 }), { maxLength: 3 }) }),
  ),
  tags: fc.oneof(
    fc.record({ all: fc.subarray(['red', 'green', 'odd {tag}\r\n\0']) }),
    fc.record({ in: fc.subarray(['red', 'green', 'odd {tag}\r\n\0', 'none']) }),
  ),
  name: fc.record({ in: fc.subarray(['Name 1', 'Name 2', 'Name 39']) }),
};
const filter: fc.Arbitrary<Pick<FindQuery, 'where' | 'text'>> = fc
  .record({
    where: fc.option(fc.record(conditions, { requiredKeys: [] }).map(defined), { nil: undefined, freq: 4 }),
    text: fc.option(fc.constantFrom('b', 'bl', 'blue', 'blue cup', 'cup bl', 'rare', 'none'), { nil: undefined }),
  })
  .map(({ where, text }) => ({ ...(where ? { where } : {}), ...(text !== undefined ? { text } : {}) }));
const sort = fc.record({ by: fc.constantFrom('$key', 'price', 'name', 'category'), descending: fc.boolean() });

function samePlanner(address: RedisAddress): void {
  let under: ReadStoreUnderTest;
  let redis: GenerationWriter;
  let memory: GenerationWriter;
  before(async () => {
    under = await redisUnderTest(address);
    redis = await under.store.projection(articles).create();
    memory = await memoryReadStore().projection(articles).create();
    const puts = Array.from({ length: DOCUMENTS }, (_, n) => put(`k${n}`, articleOf(n)));
    const changes = Array.from({ length: DOCUMENTS / 5 }, (_, n): Write =>
      n % 3 === 0 ? remove(`k${n * 2}`) : put(`k${n * 3}`, articleOf(n + DOCUMENTS)),
    );
    for (const generation of [redis, memory]) {
      await generation.claim('owner');
      await generation.commit(commitOf(puts, { bulk: true }));
      await generation.commit(commitOf(changes));
    }
  });
  after(() => under.close());

  it('finds, counts and facets what memory does, whatever is asked', async () => {
    const asked = fc.tuple(filter, sort, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 5 }));
    await fc.assert(
      fc.asyncProperty(asked, async ([query, order, limit, pages]) => {
        assert.equal(await redis.count('article', query), await memory.count('article', query));
        for (const field of ['category', 'tags']) {
          assert.deepEqual(await redis.facet('article', field, query), await memory.facet('article', field, query));
        }
        let after: Found | undefined;
        for (let page = 0; page < pages; page++) {
          const whole = { ...query, sort: order, limit, ...(after ? { after: after.place } : {}) };
          const found = await redis.find('article', whole);
          assert.deepEqual(found, await memory.find('article', whole));
          after = found.at(-1);
          if (!after) return;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('scores words as memory does', async () => {
    for (const text of ['blue', 'rare', 'blue lamp', 'cup mug']) {
      const query = { text, sort: { by: '$relevance' }, limit: 4_000 };
      assert.deepEqual(await redis.find('article', query), await memory.find('article', query));
    }
  });
}

describeOn('redis', 'searching in one Redis', ({ url }) => samePlanner({ url }));
describeOn('redis-cluster', 'searching in a Redis Cluster', ({ nodes }) => samePlanner({ nodes }));
