import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { GenerationWriter } from '../port.ts';
import { commitOf, eachWith, generationWith, keysOf, put, remove, type Article, type OpenReadStore } from './under-test.ts';

const stock: Readonly<Record<string, Article>> = {
  cup: { name: 'Cup', category: 'kitchen', price: 350, tags: ['blue', 'small'] },
  mug: { name: 'Mug', category: 'kitchen', price: 450, tags: ['blue', 'red', 'blue'] },
  lamp: { name: 'Lamp', category: 'living', price: 2500, tags: ['red'] },
  rug: { name: 'Rug', category: 'living', price: 0, tags: [] },
  gift: { name: 'Gift', category: null, price: null },
  blank: {},
};

/** Conditions, counts, facets, scans. */
export function findContract(open: OpenReadStore): void {
  describe('finding', () => {
    const under = eachWith(open);
    const opened = (): Promise<GenerationWriter> => generationWith(under.current.store, stock);

    const cases: readonly [string, Parameters<typeof keysOf>[1]['where'], readonly string[]][] = [
      ['nothing asked', {}, ['blank', 'cup', 'gift', 'lamp', 'mug', 'rug']],
      ['one keyword', { category: { eq: 'kitchen' } }, ['cup', 'mug']],
      ['no such keyword', { category: { eq: 'Kitchen' } }, []],
      ['any keyword', { category: { in: ['living', 'kitchen', 'none'] } }, ['cup', 'lamp', 'mug', 'rug']],
      ['any of none', { category: { in: [] } }, []],
      ['one number', { price: { eq: 0 } }, ['rug']],
      ['any number', { price: { in: [350, 2500] } }, ['cup', 'lamp']],
      ['from', { price: { gte: 450 } }, ['lamp', 'mug']],
      ['up to', { price: { lte: 350 } }, ['cup', 'rug']],
      ['between', { price: { gte: 350, lte: 450 } }, ['cup', 'mug']],
      ['an open range is any number', { price: {} }, ['cup', 'lamp', 'mug', 'rug']],
      ['one of several keywords', { tags: { eq: 'blue' } }, ['cup', 'mug']],
      ['any of several keywords', { tags: { in: ['small', 'red'] } }, ['cup', 'lamp', 'mug']],
      ['all of several keywords', { tags: { all: ['blue', 'red'] } }, ['mug']],
      ['all of none', { tags: { all: [] } }, ['blank', 'cup', 'gift', 'lamp', 'mug', 'rug']],
      [
        'everything at once',
        { category: { eq: 'kitchen' }, price: { gte: 400 }, tags: { in: ['blue'] }, name: { in: ['Mug', 'Cup'] } },
        ['mug'],
      ],
    ];
    for (const [title, where = {}, expected] of cases) {
      it(`answers: ${title}`, async () => {
        const generation = await opened();
        assert.deepEqual(await keysOf(generation, { where }), expected);
        assert.equal(await generation.count('article', { where }), expected.length);
        const byPrice = await keysOf(generation, { where, sort: { by: 'price', descending: true } });
        assert.deepEqual(byPrice.sort(), expected);
      });
    }

    it('follows every change of what is indexed', async () => {
      const generation = await opened();
      await generation.commit(commitOf([put('cup', { category: 'living', tags: ['red', 'big'] }), remove('mug')]));
      assert.deepEqual(await keysOf(generation, { where: { category: { eq: 'kitchen' } } }), []);
      assert.deepEqual(await keysOf(generation, { where: { tags: { eq: 'blue' } } }), []);
      assert.deepEqual(await keysOf(generation, { where: { tags: { all: ['red', 'big'] } } }), ['cup']);
      assert.deepEqual(await keysOf(generation, { where: { price: { eq: 350 } } }), []);
    });

    it('counts facets, most frequent first, then by value, of what the query finds', async () => {
      const generation = await opened();
      await generation.commit(commitOf([put('pan', { category: 'kitchen', price: 9, tags: ['red'] })]));
      assert.deepEqual(await generation.facet('article', 'category'), [
        { value: 'kitchen', count: 3 },
        { value: 'living', count: 2 },
      ]);
      assert.deepEqual(await generation.facet('article', 'tags'), [
        { value: 'red', count: 3 },
        { value: 'blue', count: 2 },
        { value: 'small', count: 1 },
      ]);
      assert.deepEqual(await generation.facet('article', 'tags', { where: { price: { gte: 400 } } }), [
        { value: 'red', count: 2 },
        { value: 'blue', count: 1 },
      ]);
      assert.deepEqual(await generation.facet('article', 'category', { where: { tags: { eq: 'none' } } }), []);
    });

    it('scans every document by key', async () => {
      const generation = await opened();
      await generation.commit(commitOf([put('z', { any: 'thing' }, 'note'), put('a', {}, 'note')]));
      const scanned = await Array.fromAsync(generation.scan('note'));
      assert.deepEqual(scanned, [
        { key: 'a', document: {} },
        { key: 'z', document: { any: 'thing' } },
      ]);
    });

    it('refuses what the collection cannot answer', async () => {
      const generation = await opened();
      const refused = { name: 'UnknownFieldError' };
      await assert.rejects(generation.find('unheard', { limit: 1 }), refused);
      await assert.rejects(generation.get('unheard', 'a'), refused);
      for (const where of [
        { colour: { eq: 'x' } },
        { price: { eq: '1' } },
        { name: { gte: 1 } },
        { category: { all: ['x'] } },
        { title: { eq: 'x' } },
      ]) {
        await assert.rejects(generation.find('article', { where: where as never, limit: 1 }), refused);
      }
      await assert.rejects(generation.find('article', { sort: { by: 'tags' }, limit: 1 }), refused);
      await assert.rejects(generation.find('note', { text: 'x', limit: 1 }), refused);
      await assert.rejects(generation.facet('article', 'price'), refused);
    });

    it('keeps keys and values of every character apart', async () => {
      const odd = [
        'x:*',
        'a\r\nb',
        '{tag}',
        `'"\`;--`,
        '🙂',
        'é',
        'e\u0301',
        ' ',
        '',
        '%_',
        '\\',
        'a\u0000b',
        'A',
        'a',
        '\uff5e',
      ];
      const generation = await generationWith(
        under.current.store,
        Object.fromEntries(odd.map((each) => [each, { name: each, tags: [each] }])),
      );
      for (const each of odd) {
        assert.deepEqual(await generation.get('article', each), { name: each, tags: [each] });
        assert.deepEqual(await keysOf(generation, { where: { name: { eq: each } } }), [each]);
        assert.deepEqual(await keysOf(generation, { where: { name: { in: [each, each] }, tags: { all: [each] } } }), [each]);
      }
      const byBytes = [...odd].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(await keysOf(generation, {}), byBytes);
      assert.deepEqual(await keysOf(generation, { sort: { by: 'name' } }), byBytes);
      assert.deepEqual(
        (await Array.fromAsync(generation.scan('article'))).map(({ key }) => key),
        byBytes,
      );
    });

    it('finds its way in 10,000 documents', async () => {
      const generation = await generationWith(under.current.store);
      const writes = Array.from({ length: 10_000 }, (_, i) =>
        put(`k${i}`, {
          name: `Article ${i % 100}`,
          category: `c${i % 7}`,
          price: i % 1000,
          tags: [`t${i % 5}`],
          description: `number ${i}`,
        }),
      );
      await generation.commit(commitOf(writes));
      assert.equal(await generation.count('article'), 10_000);
      const some = { category: { eq: 'c3' }, tags: { eq: 't1' } };
      const expected = [...Array(10_000).keys()].filter((i) => i % 7 === 3 && i % 5 === 1);
      assert.equal(await generation.count('article', { where: some }), expected.length);
      assert.deepEqual(await keysOf(generation, { text: 'number 9999' }), ['k9999']);
      const dearest = ['k1999', 'k2999', 'k3999', 'k4999', 'k5999', 'k6999', 'k7999', 'k8999', 'k999', 'k9999', 'k1998', 'k2998'];
      assert.deepEqual(await keysOf(generation, { sort: { by: 'price', descending: true }, limit: 12 }), dearest);
    });
  });
}
