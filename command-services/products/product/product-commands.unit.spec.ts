import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { causeOf, eventsOf, setUp, startOfTests } from '../testing.ts';
import { productId, variant, mug, sku, accepted, refusal, afterCrash, stealing } from './product-commands.fixtures.ts';

describe('creating', () => {
  it('claims every SKU and the slug', async () => {
    const { commands, claims, store } = setUp();
    const { state } = accepted(await commands.create(mug('a', ['B', 'A']), causeOf('a')));
    equal(state.slug, 'blue-mug');
    for (const name of [sku('A'), sku('B'), { kind: 'slug', value: 'blue-mug' } as const]) {
      equal(await claims.ownerOf(name.kind, name.value), productId('a'));
    }
    deepStrictEqual(
      (await eventsOf(store)).map(({ stream }) => stream),
      ['sku-A', 'sku-B', 'slug-blue-mug', `product-${productId('a')}`],
    );
  });
  it('is refused where a SKU is taken, and then leaves nothing behind', async () => {
    const { commands, store } = setUp();
    accepted(await commands.create(mug('a', ['B']), causeOf('a')));
    const before = await eventsOf(store);
    deepStrictEqual(refusal(await commands.create(mug('b', ['A', 'B', 'C']), causeOf('b'))), ['sku-taken', { sku: 'B' }]);
    deepStrictEqual(await eventsOf(store), before);
  });
  it('releases what it claimed where a later SKU is lost at the last moment', async () => {
    const process = setUp();
    // Another process claims B between the look at all names and the claims.
    const { commands, claims, store } = setUp({ clock: process.clock, store: stealing(process, 'sku-A', 'B') });
    deepStrictEqual(refusal(await commands.create(mug('b', ['B', 'A']), causeOf('b'))), ['sku-taken', { sku: 'B' }]);
    equal(await claims.ownerOf('sku', 'A'), null);
    deepStrictEqual(
      (await eventsOf(store, 'sku')).map(({ stream, type }) => `${stream} ${type}`),
      ['sku-B SkuClaimed', 'sku-A SkuClaimed', 'sku-A SkuReleased'],
    );
    accepted(await commands.create(mug('c', ['A']), causeOf('c')));
  });
  it('makes slugs unique by a number behind them', async () => {
    const { commands } = setUp();
    const slugs = [];
    for (const name of ['a', 'b', 'c']) slugs.push(accepted(await commands.create(mug(name, []), causeOf(name))).state.slug);
    deepStrictEqual(slugs, ['blue-mug', 'blue-mug-2', 'blue-mug-3']);
  });
  it('makes a unique slug even where all numbers are used up', async () => {
    const { commands } = setUp();
    for (let index = 0; index < 50; index++) accepted(await commands.create(mug(`p${index}`, []), causeOf(`p${index}`)));
    const { state } = accepted(await commands.create(mug('last', []), causeOf('last')));
    equal(state.slug, `blue-mug-${productId('last').replaceAll('-', '')}`);
  });
  it('is refused where a given slug is taken', async () => {
    const { commands, claims } = setUp();
    accepted(await commands.create(mug('a', [], 'mug'), causeOf('a')));
    deepStrictEqual(refusal(await commands.create(mug('b', ['A'], 'mug'), causeOf('b'))), ['slug-taken', { slug: 'mug' }]);
    equal(await claims.ownerOf('sku', 'A'), null);
  });
  it('answers as the first time when it is done again, and adds nothing', async () => {
    const { commands, store } = setUp();
    const cause = causeOf('a', { body: 'x' });
    accepted(await commands.create(mug('a', ['A']), cause));
    const before = await eventsOf(store);
    const again = accepted(await commands.create(mug('a', ['A']), cause));
    ok(again.replayed);
    const other = await commands.create(mug('a', ['B']), causeOf('a', { body: 'y' }));
    deepStrictEqual(refusal(other)[0], 'idempotency-key-reused');
    deepStrictEqual(await eventsOf(store), before);
  });
  it('goes on after a crash between claiming and creating', async () => {
    const { commands } = await afterCrash([sku('A'), { kind: 'slug', value: 'blue-mug' }]);
    const { state } = accepted(await commands.create(mug('crashed', ['A']), causeOf('crashed')));
    deepStrictEqual([state.slug, [...state.variants.keys()]], ['blue-mug', ['A']]);
  });
});

describe('a claim left behind by a crash', () => {
  it('is left alone for a minute', async () => {
    const process = setUp();
    await process.claims.claim(sku('A'), productId('crashed'), causeOf('crashed'));
    deepStrictEqual(refusal(await process.commands.create(mug('b', ['A']), causeOf('b'))), ['sku-taken', { sku: 'A' }]);
  });
  it('is taken over then, and the product that came too late is refused', async () => {
    const { commands, claims, aggregates, store } = await afterCrash([sku('A')]);
    accepted(await commands.create(mug('b', ['A']), causeOf('b')));
    equal(await claims.ownerOf('sku', 'A'), productId('b'));
    const stale = {
      ...mug('crashed', ['A'], 'x'),
      slug: 'x',
      type: 'CreateProduct',
      claims: new Map([
        ['sku-A', 0],
        ['slug-x', 0],
      ]),
    } as const;
    const late = await aggregates.products.execute(productId('crashed'), stale, causeOf('crashed'));
    deepStrictEqual(refusal(late), ['claim-lost', { name: 'sku-A' }]);
    deepStrictEqual(refusal(await commands.create(mug('crashed', ['A']), causeOf('crashed'))), ['sku-taken', { sku: 'A' }]);
    deepStrictEqual(
      (await eventsOf(store, 'product')).map(({ type }) => type),
      ['ProductClaimForfeited', 'ProductCreated'],
    );
  });
  it('is never taken from a product that uses it', async () => {
    const clock = manualClock(startOfTests);
    const { commands, store } = setUp({ clock });
    accepted(await commands.create(mug('a', ['A']), causeOf('a')));
    await clock.advance(3_600_000);
    const before = await eventsOf(store);
    const outcome = await commands.addVariant(productId('a'), variant('A'), causeOf('again'), {});
    deepStrictEqual(refusal(outcome), ['sku-taken', { sku: 'A' }]);
    deepStrictEqual(refusal(await commands.create(mug('b', ['A']), causeOf('b'))), ['sku-taken', { sku: 'A' }]);
    deepStrictEqual(await eventsOf(store), before);
  });
});
