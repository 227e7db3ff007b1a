import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { causeOf, eventsOf, setUp } from '../testing.ts';
import { productId, variant, mug, accepted, refusal } from './product-commands.fixtures.ts';

describe('changing', () => {
  it('adds a variant on its claim, once', async () => {
    const { commands, store } = setUp();
    accepted(await commands.create(mug('a', ['A']), causeOf('a')));
    accepted(await commands.create(mug('b', ['B']), causeOf('b')));
    const add = (value: string) =>
      commands.addVariant(productId('a'), variant(value), causeOf(`add ${value}`, { body: value }), {});
    accepted(await add('C'));
    deepStrictEqual(refusal(await add('B')), ['sku-taken', { sku: 'B' }]);
    const before = await eventsOf(store);
    ok(accepted(await add('C')).replayed);
    deepStrictEqual(await eventsOf(store), before);
  });
  it('a refused command claims nothing', async () => {
    const { commands, store } = setUp();
    accepted(await commands.create(mug('a', ['A']), causeOf('a')));
    const before = await eventsOf(store);
    deepStrictEqual(
      refusal(await commands.addVariant(productId('a'), variant('B'), causeOf('x'), { ifMatch: 7 }))[0],
      'stale-revision',
    );
    deepStrictEqual(refusal(await commands.addVariant(productId('z'), variant('B'), causeOf('x'), {}))[0], 'not-found');
    deepStrictEqual(
      refusal(await commands.updateDetails(productId('a'), { slug: 'x' }, causeOf('x'), { ifMatch: 7 }))[0],
      'stale-revision',
    );
    deepStrictEqual(await eventsOf(store), before);
  });
  it('a new slug releases the old one, and the way back is open', async () => {
    const { commands, claims } = setUp();
    accepted(await commands.create(mug('a', [], 'one'), causeOf('a')));
    const rename = async (name: string, slug: string, step: string) =>
      commands.updateDetails(productId(name), { slug }, causeOf(step), {});
    accepted(await rename('a', 'two', '1'));
    equal(await claims.ownerOf('slug', 'one'), null);
    equal(await claims.ownerOf('slug', 'two'), productId('a'));
    accepted(await rename('a', 'one', '2'));
    accepted(await commands.create(mug('b', [], 'two'), causeOf('b')));
    deepStrictEqual(refusal(await rename('a', 'two', '3')), ['slug-taken', { slug: 'two' }]);
    deepStrictEqual(accepted(await rename('a', 'one', '4')).events, []);
  });
  it('other details claim nothing', async () => {
    const { commands, store } = setUp();
    accepted(await commands.create(mug('a', []), causeOf('a')));
    accepted(await commands.updateDetails(productId('a'), { name: 'Red mug', slug: 'blue-mug' }, causeOf('x'), {}));
    equal((await eventsOf(store, 'slug')).length, 1);
  });
});
