import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FencedError, type ParkedStream } from '../port.ts';
import { articles as generationSpec, commitOf, eachWith, generationWith, put, remove, type OpenReadStore } from './under-test.ts';

const parked: ParkedStream = { stream: 'order-1', revision: 3, error: 'boom', attempts: 3, parkedAt: '2026-01-01T00:00:00.000Z' };

/** What a commit promises. */
export function commitContract(open: OpenReadStore): void {
  describe('commits', () => {
    const under = eachWith(open);

    it('keep documents, revisions, parked streams and the checkpoint together', async () => {
      const generation = await generationWith(under.current.store);
      const document = { name: 'Cup', price: 350, nested: { list: [1, null, 'x'], empty: {} } };
      const revisions = new Map([['order-1', 2]]);
      await generation.commit(commitOf([put('a', document)], { checkpoint: '17', revisions, park: [parked] }));
      const other = await (await under.current.another()).projection(generationSpec).open(generation.generation);
      assert.deepEqual(await other.get('article', 'a'), document);
      assert.equal(await other.revision('order-1'), 2);
      assert.deepEqual(await other.parked(), [parked]);
      assert.equal(await other.checkpoint(), '17');
    });

    it('begin with nothing: no document, no checkpoint, revision -1', async () => {
      const generation = await generationWith(under.current.store);
      assert.equal(await generation.get('article', 'a'), null);
      assert.equal(await generation.checkpoint(), null);
      assert.deepEqual(
        [...(await generation.revisions(['order-1', 'order-2']))],
        [
          ['order-1', -1],
          ['order-2', -1],
        ],
      );
      assert.deepEqual(await generation.parked(), []);
    });

    it('replace and delete documents; deleting what is not there changes nothing', async () => {
      const generation = await generationWith(under.current.store, { a: { name: 'A' }, b: { name: 'B' } });
      await generation.commit(commitOf([put('a', { name: 'A2' }), remove('b'), remove('none')]));
      assert.deepEqual([...(await generation.getMany('article', ['a', 'b', 'none', 'a']))], [['a', { name: 'A2' }]]);
    });

    it('apply their writes in order', async () => {
      const generation = await generationWith(under.current.store);
      await generation.commit(commitOf([put('a', { price: 1 }), remove('a'), put('a', { price: 3 }), put('a', { price: 2 })]));
      assert.deepEqual(await generation.find('article', { where: { price: { gte: 0 } }, limit: 9 }), [
        { key: 'a', document: { price: 2 }, place: { value: 'a', key: 'a' } },
      ]);
    });

    it('change nothing at all where one part is wrong', async () => {
      const generation = await generationWith(under.current.store, { a: { price: 1 } });
      const writes = [put('a', { price: 2 }), put('b', { price: 'dear' as never })];
      const wrong = commitOf(writes, { checkpoint: '9', revisions: new Map([['order-1', 1]]), park: [parked] });
      await assert.rejects(generation.commit(wrong), TypeError);
      await assert.rejects(generation.commit(commitOf([put('c', {}), put('c', {}, 'unheard')])), { name: 'UnknownFieldError' });
      assert.deepEqual([await generation.get('article', 'a'), await generation.count('article')], [{ price: 1 }, 1]);
      assert.deepEqual(
        [await generation.checkpoint(), await generation.revision('order-1'), await generation.parked()],
        ['0', -1, []],
      );
    });

    it('park, park again and unpark streams', async () => {
      const generation = await generationWith(under.current.store);
      const again = { ...parked, attempts: 6, discardedAt: '2026-01-02T00:00:00.000Z' };
      await generation.commit(commitOf([], { park: [parked, { ...parked, stream: 'order-0' }] }));
      await generation.commit(commitOf([], { park: [again] }));
      assert.deepEqual(await generation.parked(), [{ ...parked, stream: 'order-0' }, again]);
      await generation.commit(commitOf([], { unpark: ['order-0', 'order-1', 'order-2'] }));
      assert.deepEqual(await generation.parked(), []);
    });

    it('of a bulk build are as whole as any', async () => {
      const generation = await generationWith(under.current.store);
      const tagged = { price: 1, tags: ['x'], description: 'blue cup' };
      await generation.commit(commitOf([put('a', tagged), put('b', tagged)], { bulk: true, checkpoint: '1' }));
      await generation.commit(commitOf([remove('a')], { bulk: true, checkpoint: '2' }));
      assert.equal(await generation.count('article', { where: { tags: { eq: 'x' } }, text: 'cup' }), 1);
      await generation.commit(commitOf([put('c', tagged)], { bulk: true, checkpoint: '3' }));
      assert.equal(await generation.count('article', { where: { tags: { eq: 'x' } }, text: 'cup' }), 2);
      await generation.commit(commitOf([put('d', tagged)], { checkpoint: '4' }));
      assert.equal(await generation.count('article', { where: { tags: { eq: 'x' } }, text: 'cup' }), 3);
    });
  });

  describe('an owner', () => {
    const under = eachWith(open);

    it('alone may write: nobody before claiming, and not the one before', async () => {
      const generation = await under.current.store.projection(generationSpec).create();
      assert.equal(await generation.owner(), null);
      await assert.rejects(generation.commit(commitOf([put('a', {})])), FencedError);
      await generation.claim('owner');
      await generation.commit(commitOf([put('a', {})]));
      const other = await (await under.current.another()).projection(generationSpec).open(generation.generation);
      await other.claim('successor');
      assert.equal(await generation.owner(), 'successor');
      await assert.rejects(generation.commit(commitOf([put('b', {})])), FencedError);
      await other.commit(commitOf([put('c', {})], { owner: 'successor' }));
      assert.deepEqual([...(await generation.getMany('article', ['a', 'b', 'c'])).keys()], ['a', 'c']);
    });

    it('may give the generation up, but not what another took over', async () => {
      const generation = await generationWith(under.current.store);
      await generation.release('somebody else');
      assert.equal(await generation.owner(), 'owner');
      await generation.release('owner');
      assert.equal(await generation.owner(), null);
      await assert.rejects(generation.commit(commitOf([])), FencedError);
    });
  });
}
