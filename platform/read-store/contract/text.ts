import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { GenerationWriter } from '../port.ts';
import { commitOf, eachWith, generationWith, keysOf, put, type Article, type OpenReadStore } from './under-test.ts';

const shelf: Readonly<Record<string, Article>> = {
  1: { name: 'Café crème bowl', description: 'A BLUE bowl, hand-made; size 12.', category: 'x', price: 3 },
  2: { name: 'Blue lamp', description: 'Light of the blue hour. A blue lamp for blue rooms.', category: 'x', price: 2 },
  3: { name: 'Straße 84596B', description: 'Ελλάδα 日本 Ærø', category: 'y', price: 1 },
  4: { description: '' },
};

/** Searching for words. */
export function textContract(open: OpenReadStore): void {
  describe('text', () => {
    const under = eachWith(open);
    const opened = (): Promise<GenerationWriter> => generationWith(under.current.store, shelf);

    const cases: readonly [string, readonly string[]][] = [
      ['blue', ['1', '2']],
      ['BLUE  lamp', ['2']],
      ['lamp blue', ['2']],
      ['cafe CREME', ['1']],
      ['café crème', ['1']],
      ['cafe\u0301', ['1']],
      ['blue la', ['2']],
      ['la blue', []],
      ['ho', ['2']],
      ['hand-made', ['1']],
      ['84596b', ['3']],
      ['ελλαδα', ['3']],
      ['日', ['3']],
      ['straße', ['3']],
      ['lamp bowl', []],
      ['ue', []],
      ['', ['1', '2', '3', '4']],
      ['!!! * "', ['1', '2', '3', '4']],
      ['blue AND lamp', []],
      ['NOT', []],
      ['"blue" OR* (lamp', []],
      ['description:blue', []],
      ['bl*', ['1', '2']],
    ];
    it('finds all words in any case and accent, the last as a beginning', async () => {
      const generation = await opened();
      for (const [text, expected] of cases) {
        assert.deepEqual(await keysOf(generation, { text }), expected, JSON.stringify(text));
        assert.equal(await generation.count('article', { text }), expected.length);
        assert.deepEqual((await keysOf(generation, { text, sort: { by: '$relevance' } })).sort(), expected);
      }
    });

    it('goes with conditions, sorts and facets', async () => {
      const generation = await opened();
      assert.deepEqual(await keysOf(generation, { text: 'blue', where: { price: { gte: 3 } } }), ['1']);
      assert.deepEqual(await keysOf(generation, { text: 'blue', sort: { by: 'price' } }), ['2', '1']);
      assert.deepEqual(await generation.facet('article', 'category', { text: 'blue' }), [{ value: 'x', count: 2 }]);
    });

    it('puts the best first by relevance, whatever the direction says', async () => {
      const generation = await opened();
      await generation.commit(commitOf(Array.from({ length: 20 }, (_, i) => put(`other${i}`, { description: `filler ${i}` }))));
      for (const descending of [true, false]) {
        assert.deepEqual(await keysOf(generation, { text: 'blue', sort: { by: '$relevance', descending } }), ['2', '1']);
      }
      const [best, next] = await generation.find('article', { text: 'blue', sort: { by: '$relevance' }, limit: 2 });
      assert.ok(Number(best?.place.value) > Number(next?.place.value));
    });

    it('follows every change of the words', async () => {
      const generation = await opened();
      await generation.commit(commitOf([put('1', { ...shelf[1], description: 'a green bowl' })]));
      await generation.commit(commitOf([put('1', { ...shelf[1], description: 'a green bowl', price: 9 })]));
      await generation.commit(commitOf([{ kind: 'delete', collection: 'article', key: '2' }]));
      assert.deepEqual(await keysOf(generation, { text: 'blue' }), []);
      assert.deepEqual(await keysOf(generation, { text: 'green' }), ['1']);
      await generation.commit(commitOf([put('2', { description: 'blue again' }), put('1', {})]));
      assert.deepEqual(await keysOf(generation, { text: 'blue' }), ['2']);
      assert.deepEqual(await keysOf(generation, { text: 'green' }), []);
    });

    it('takes whatever a user types', async () => {
      const generation = await opened();
      await fc.assert(
        fc.asyncProperty(
          fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^["'*^:(){}+\-,AND OR NOT NEAR\\/]*$/)),
          async (text) => {
            assert.equal((await keysOf(generation, { text })).length, await generation.count('article', { text }));
          },
        ),
        { numRuns: 150 },
      );
    });
  });
}
