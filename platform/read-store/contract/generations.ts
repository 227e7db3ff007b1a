import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FencedError, NoPreviousGenerationError, type ProjectionStore } from '../port.ts';
import { articles, commitOf, eachWith, generationWith, put, type OpenReadStore } from './under-test.ts';

async function states(projection: ProjectionStore): Promise<[number, string][]> {
  return (await projection.generations()).map(({ generation, state }) => [generation, state]);
}

/** The life of generations: building, active, previous, gone. */
export function generationContract(open: OpenReadStore): void {
  describe('generations', () => {
    const under = eachWith(open);

    it('are empty at first: nothing is active and there is no way back', async () => {
      const projection = under.current.store.projection(articles);
      assert.equal(await projection.active(), null);
      assert.deepEqual(await projection.generations(), []);
      await assert.rejects(projection.rollback(), NoPreviousGenerationError);
      await assert.rejects(projection.open(1), FencedError);
    });

    it('are built beside the active one, then take over, and the older previous one goes', async () => {
      const projection = under.current.store.projection(articles);
      const numbers: number[] = [];
      for (const name of ['first', 'second', 'third']) {
        const generation = await generationWith(under.current.store, { a: { name } });
        numbers.push(generation.generation);
        const before = await projection.active();
        assert.notEqual(before?.generation, generation.generation);
        await projection.activate(generation.generation);
        assert.deepEqual(await (await projection.active())?.get('article', 'a'), { name });
      }
      const [first = 0, second = 0, third = 0] = numbers;
      assert.deepEqual(await states(projection), [
        [second, 'previous'],
        [third, 'active'],
      ]);
      await assert.rejects(projection.open(first), FencedError);
    });

    it('never share a number, also after a drop', async () => {
      const projection = under.current.store.projection(articles);
      const first = await projection.create();
      await projection.drop(first.generation);
      assert.notEqual((await projection.create()).generation, first.generation);
    });

    it('are seen by every process at once', async () => {
      const here = under.current.store.projection(articles);
      const there = (await under.current.another()).projection(articles);
      assert.equal(await there.active(), null);
      for (const name of ['first', 'second', 'third']) {
        const { generation } = await generationWith(under.current.store, { a: { name } });
        await here.activate(generation);
        const active = await there.active();
        assert.deepEqual([active?.generation, await active?.get('article', 'a')], [generation, { name }]);
        assert.deepEqual(await states(there), await states(here));
      }
    });

    it('are fenced when another takes over: the projector of the old one must move on', async () => {
      const projection = under.current.store.projection(articles);
      const old = await generationWith(under.current.store);
      await projection.activate(old.generation);
      assert.equal(await old.owner(), null);
      await old.claim('owner');
      const next = await generationWith(await under.current.another());
      await (await under.current.another()).projection(articles).activate(next.generation);
      await assert.rejects(old.commit(commitOf([put('a', {})])), FencedError);
      await assert.rejects(old.claim('owner'), FencedError);
      await assert.rejects(next.commit(commitOf([])), FencedError, 'who built it must claim it again');
      await next.claim('owner');
      await next.commit(commitOf([put('a', {})]));
    });

    it('can be rolled back, and forth again', async () => {
      const projection = under.current.store.projection(articles);
      const first = await generationWith(under.current.store, { a: { name: 'first' } });
      await projection.activate(first.generation);
      const second = await generationWith(under.current.store, { a: { name: 'second' } });
      await projection.activate(second.generation);
      await second.claim('owner');
      await projection.rollback();
      assert.deepEqual(await (await projection.active())?.get('article', 'a'), { name: 'first' });
      await assert.rejects(second.commit(commitOf([])), FencedError);
      await first.claim('owner');
      await first.commit(commitOf([put('b', {})]));
      await projection.rollback();
      assert.deepEqual(await states(projection), [
        [first.generation, 'previous'],
        [second.generation, 'active'],
      ]);
    });

    it('that are dropped can be neither written nor claimed', async () => {
      const projection = under.current.store.projection(articles);
      const generation = await generationWith(under.current.store, { a: {} });
      const elsewhere = await (await under.current.another()).projection(articles).open(generation.generation);
      await projection.drop(generation.generation);
      await projection.drop(generation.generation);
      await projection.drop(4711);
      for (const handle of [generation, elsewhere]) {
        await assert.rejects(handle.commit(commitOf([put('b', {})])), FencedError);
        await assert.rejects(handle.claim('owner'), FencedError);
      }
      await assert.rejects(projection.activate(generation.generation), FencedError);
      assert.deepEqual(await projection.generations(), []);
    });

    it('activated twice are activated once', async () => {
      const projection = under.current.store.projection(articles);
      const [first, second] = [await generationWith(under.current.store), await generationWith(under.current.store)];
      await projection.activate(first.generation);
      await projection.activate(second.generation);
      await projection.activate(second.generation);
      assert.deepEqual(await states(projection), [
        [first.generation, 'previous'],
        [second.generation, 'active'],
      ]);
    });

    it('say whether they fit the spec: version, collections, fields', async () => {
      const generation = await generationWith(under.current.store, { a: { price: 5 } });
      await under.current.store.projection(articles).activate(generation.generation);
      const fits = async (spec: typeof articles): Promise<unknown> =>
        (await under.current.store.projection(spec).generations()).map((each) => [each.version, each.fits]);
      assert.deepEqual(await fits(articles), [[1, true]]);
      assert.deepEqual(await fits({ ...articles, version: 2 }), [[1, false]]);
      assert.deepEqual(await fits({ ...articles, collections: articles.collections.slice(0, 1) }), [[1, false]]);
      const newer = await under.current.store.projection({ ...articles, version: 2 }).active();
      assert.equal(await newer?.count('article', { where: { price: { gte: 5 } } }), 1, 'an old generation keeps answering');
    });

    it('of one projection are no concern of another', async () => {
      const { generation } = await generationWith(under.current.store);
      await under.current.store.projection(articles).activate(generation);
      const other = under.current.store.projection({ ...articles, name: 'articles-{2}:*' });
      assert.deepEqual([await other.active(), await other.generations()], [null, []]);
    });
  });

  describe('the lease to build', () => {
    const under = eachWith(open);

    it('has one holder, until it is given back or ends by itself', async () => {
      const here = under.current.store.projection(articles);
      const there = (await under.current.another()).projection(articles);
      assert.deepEqual(
        [await here.lease('a', 1000), await there.lease('b', 1000), await here.lease('a', 1000)],
        [true, false, true],
      );
      await there.endLease('b');
      assert.equal(await there.lease('b', 1000), false);
      await here.endLease('a');
      assert.equal(await there.lease('b', 1000), true);
      under.current.advance(999);
      assert.equal(await here.lease('a', 1000), false);
      under.current.advance(2);
      assert.equal(await here.lease('a', 1000), true);
    });
  });
}
