import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Document, FindQuery, Found, GenerationReader } from '../port.ts';
import { articles, commitOf, eachWith, put, type Article, type OpenReadStore } from './under-test.ts';

const article: fc.Arbitrary<Article> = fc.record(
  {
    name: fc.option(fc.constantFrom('a', 'B', 'é', 'zz', '🙂', '\uff5e')),
    category: fc.option(fc.constantFrom('x', 'y')),
    price: fc.option(fc.oneof(fc.integer({ min: -2, max: 3 }), fc.constantFrom(0.5, 1e15))),
    tags: fc.subarray(['red', 'blue']),
    description: fc.constantFrom('', 'big cup', 'small cup cup', 'cup'),
  },
  { requiredKeys: [] },
);
const sort = fc.constantFrom<NonNullable<FindQuery['sort']>['by']>('$key', 'name', 'price', '$relevance');
const where = fc.constantFrom<FindQuery['where'] | undefined>(
  undefined,
  { category: { eq: 'x' } },
  { tags: { in: ['red'] } },
  { price: { gte: 0 } },
);

/** Paging through a list. */
export function pagingContract(open: OpenReadStore): void {
  describe('paging', () => {
    const under = eachWith(open);

    it('with any limit gives the sorted list once, nulls last and ties by key', async () => {
      const projection = under.current.store.projection(articles);
      await fc.assert(
        fc.asyncProperty(
          fc.array(article, { maxLength: 25 }),
          ...([sort, fc.boolean(), where, fc.option(fc.constantFrom('cup', 'c')), fc.integer({ min: 1, max: 7 })] as const),
          async (documents, by, descending, filter, text, limit) => {
            const generation = await projection.create();
            await generation.claim('owner');
            await generation.commit(commitOf(documents.map((document, i) => put(`${i % 2 ? 'K' : 'k'}${i}`, document))));
            const query = { ...(filter ? { where: filter } : {}), ...(text ? { text } : {}), sort: { by, descending } };
            const whole = await generation.find<Article>('article', { ...query, limit: 1_000 });
            assert.equal(whole.length, await generation.count('article', query));
            assertSorted(whole, by === '$relevance' || descending);
            for (const { key, document, place } of whole) {
              if (by === 'name' || by === 'price') assert.deepEqual(place, { value: document[by] ?? null, key });
            }
            assert.deepEqual(await pages(generation, query, limit), whole);
            await projection.drop(generation.generation);
          },
        ),
        { numRuns: 60 },
      );
    });

    it('goes on behind a place whose document is gone', async () => {
      const generation = await under.current.store.projection(articles).create();
      await generation.claim('owner');
      await generation.commit(commitOf(['a', 'b', 'c'].map((key) => put(key, { price: 1 }))));
      const after = { value: 1, key: 'b' };
      await generation.commit(commitOf([{ kind: 'delete', collection: 'article', key: 'b' }]));
      const found = await generation.find('article', { sort: { by: 'price' }, after, limit: 5 });
      assert.deepEqual(
        found.map(({ key }) => key),
        ['c'],
      );
      assert.deepEqual(await generation.find('article', { limit: 0 }), []);
    });
  });
}

async function pages(reader: GenerationReader, query: Omit<FindQuery, 'limit'>, limit: number): Promise<Found[]> {
  const seen: Found[] = [];
  for (;;) {
    const after = seen.at(-1)?.place;
    const page: readonly Found<Document>[] = await reader.find('article', { ...query, ...(after ? { after } : {}), limit });
    assert.ok(page.length <= limit);
    if (page.length === 0) return seen;
    seen.push(...page);
  }
}

function assertSorted(found: readonly Found[], descending: boolean): void {
  found.slice(1).forEach(({ place: next }, index) => {
    const place = found[index]?.place;
    assert.ok(place);
    const ordered =
      place.value === next.value || next.value === null
        ? place.value !== null || next.value === null
        : place.value !== null && bytes(place.value) < bytes(next.value) !== descending;
    assert.ok(ordered, `${JSON.stringify(place)} stands before ${JSON.stringify(next)}`);
    if (place.value === next.value && place.value !== place.key) assert.ok(bytes(place.key) < bytes(next.key));
  });
}

/** Something JavaScript compares as UTF-8 bytes compare. */
function bytes(value: string | number): string | number {
  return typeof value === 'number' ? value : Buffer.from(value).toString('hex');
}
