import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { readCheckpoint } from './checkpoint.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent, POISON, type Account } from './ledger.ts';
import { parkedStreams } from './parked.ts';
import type { ProjectorOptions } from './projector.ts';
import { counted, isIn, opened, openPersonalData, Shop } from './spec-shop.ts';
import type { ReadModel } from './read-model.ts';

describe('a projector', () => {
  it('builds the first generation from the log, then follows the feed', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened, ledgerEvent('Booked', { amount: 3 }));
    const states = new Set<string>();
    const { projector, stop } = shop.start({ onProgress: ({ state }) => states.add(state) });
    await shop.applied('order-1', 1);
    await shop.until(() => isIn(projector, 'live'));
    await appendTo(shop.log, 'order-1', ledgerEvent('Booked', { amount: 4 }));
    await appendTo(shop.log, 'order-2', opened);
    await shop.applied('order-1', 2);
    await shop.applied('order-2', 0);
    const { eventsPerSecond, ...status } = await projector.status();
    const place = { position: '3', head: '3', lagEvents: 0, lagSeconds: 0 };
    assert.deepEqual(status, { name: 'ledger', generation: 1, status: 'live', ...place });
    assert.ok(eventsPerSecond > 0);
    assert.deepEqual([...states], ['building', 'live']);
    await stop();
    const [projected, folded] = await shop.digests();
    assert.equal(projected, folded);
  });

  it('goes on from its checkpoint after a stop, and gives the generation up when it stops', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened);
    for (let i = 1; i <= 3; i++) {
      const { stop } = shop.start();
      await appendTo(shop.log, 'order-1', ledgerEvent('Booked', { amount: i }));
      await shop.applied('order-1', i);
      await shop.until(async () => readCheckpoint((await (await shop.active())?.checkpoint()) ?? null).feed === String(i));
      await stop();
      assert.equal(await (await shop.store.projection(ledger).open(1)).owner(), null);
    }
    assert.deepEqual((await (await shop.active())?.get<Account>('account', '1'))?.entries, [1, 2, 3]);
  });

  it('tells how far it is behind', async () => {
    const shop = new Shop();
    const { projector, stop } = shop.start();
    await shop.until(() => isIn(projector, 'live'));
    await stop();
    await appendTo(shop.log, 'order-1', opened, opened);
    await shop.clock.advance(4_000);
    const { lagEvents, lagSeconds, head } = await projector.status();
    assert.deepEqual([lagEvents, lagSeconds, head], [2, 4, '1']);
  });

  it('splits large batches and joins small ones', async () => {
    const shop = new Shop();
    const sizes: number[] = [];
    const counting = counted(shop.store, (revisions) => sizes.push(revisions));
    const { projector, stop } = shop.start({ store: counting, batchSize: 4 });
    await shop.until(() => isIn(projector, 'live'));
    const streams = Array.from({ length: 10 }, (_, i) => `order-${i}`);
    await Promise.all(streams.map((stream) => appendTo(shop.log, stream, opened)));
    await shop.applied('order-9', 0);
    await stop();
    assert.ok(Math.max(...sizes) <= 4);
    assert.ok(sizes.filter((size) => size > 0).length <= 4, `${sizes.join()} events per commit`);
  });

  it('parks a poisoned stream and says so; a retry after the repair brings it back', async () => {
    const shop = new Shop();
    const { projector, stop } = shop.start();
    await shop.until(() => isIn(projector, 'live'));
    await appendTo(shop.log, 'order-1', opened, ledgerEvent('Booked', { amount: POISON }), ledgerEvent('Booked', { amount: 1 }));
    await appendTo(shop.log, 'order-2', opened);
    await shop.applied('order-2', 0);
    assert.match(shop.told.find(({ level }) => level === 'error')?.message ?? '', /^ledger has parked order-1 at revision 1$/);
    const repaired: ReadModel = { ...ledger, apply: (event, documents) => ledger.apply(withoutPoison(event), documents) };
    const { store, clock, ids } = shop;
    const options = { eventStore: shop.log, catalogue: ledgerCatalogue, openPersonalData, ...{ clock, ids } };
    const parked = parkedStreams({ model: repaired, projection: store.projection(ledger), ...options });
    assert.deepEqual(await parked.retry('order-1'), { applied: 2, parked: null });
    await appendTo(shop.log, 'order-1', ledgerEvent('Booked', { amount: 2 }));
    await shop.applied('order-1', 3);
    assert.deepEqual((await (await shop.active())?.get<Account>('account', '1'))?.entries, [0, 1, 2]);
    assert.ok(await isIn(projector, 'live'));
    await stop();
  });

  it('moves over to the generation a replay has built', async () => {
    const shop = new Shop();
    const { projector, stop } = shop.start();
    await shop.until(() => isIn(projector, 'live'));
    for (let i = 0; i < 3; i++) {
      await appendTo(shop.log, `order-${i}`, opened);
      const { generation } = await shop.replay();
      await appendTo(shop.log, `order-${i}`, ledgerEvent('Booked', { amount: i }));
      await shop.applied(`order-${i}`, 1);
      const status = await projector.status();
      assert.deepEqual([status.generation, status.status, status.lagEvents], [generation, 'live', 0]);
    }
    await shop.store.projection(ledger).rollback();
    await appendTo(shop.log, 'order-0', ledgerEvent('Booked', { amount: 9 }));
    await shop.applied('order-0', 2);
    await shop.applied('order-2', 1);
    await stop();
    const [projected, folded] = await shop.digests();
    assert.equal(projected, folded);
  });

  it('moves over though nothing happens: an idle one looks now and then', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened);
    const { projector, stop } = shop.start();
    await shop.until(() => isIn(projector, 'live'));
    const { generation } = await shop.replay();
    await shop.until(async () => (await projector.status()).generation === generation && (await isIn(projector, 'live')));
    await stop();
  });

  it('builds anew for another version, while the old generation answers', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened);
    const first = shop.start();
    await shop.until(() => isIn(first.projector, 'live'));
    await first.stop();
    const newer = { ...ledger, version: 2 };
    let answered = 0;
    const onProgress: ProjectorOptions['onProgress'] = ({ state }) => {
      if (state === 'building') void shop.active().then((active) => void (answered += active ? 1 : 0));
    };
    const second = shop.start({ model: newer, onProgress });
    await shop.until(() => isIn(second.projector, 'live'));
    assert.ok(answered > 0);
    const generations = await shop.store.projection(newer).generations();
    assert.deepEqual(
      generations.map(({ version, state, fits }) => [version, state, fits]),
      [
        [1, 'previous', false],
        [2, 'active', true],
      ],
    );
    await second.stop();
  });

  it('of an older version stands by when a newer one has taken over, and never rebuilds', async () => {
    const shop = new Shop();
    const old = shop.start();
    await shop.until(() => isIn(old.projector, 'live'));
    const newer = shop.start({ model: { ...ledger, version: 2 } });
    await shop.until(() => isIn(newer.projector, 'live'));
    await appendTo(shop.log, 'order-1', opened);
    await shop.until(() => isIn(old.projector, 'fenced'));
    await shop.clock.advance(30_000);
    assert.ok(await isIn(old.projector, 'fenced'));
    assert.ok(await isIn(newer.projector, 'live'));
    assert.deepEqual(
      shop.told.filter(({ level }) => level === 'warn').map(({ message }) => message),
      ["ledger is served in another version than this shop's settings make; replay it with the shop's settings"],
    );
    await Promise.all([old.stop(), newer.stop()]);
  });

  it('drops the previous generation when a customer was erased, where it holds personal data', async () => {
    for (const readsPersonalData of [false, true]) {
      const shop = new Shop();
      const { projector, stop } = shop.start({ model: { ...ledger, readsPersonalData } });
      await shop.until(() => isIn(projector, 'live'));
      await shop.replay();
      await appendTo(shop.log, 'customer-ann', ledgerEvent('CustomerErased'));
      await shop.applied('customer-ann', 0);
      await stop();
      const states = (await shop.store.projection(ledger).generations()).map(({ state }) => state);
      assert.deepEqual(states, readsPersonalData ? ['active'] : ['previous', 'active']);
    }
  });

  it('rebuilds where the read store was emptied under it', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened, ledgerEvent('Booked', { amount: 3 }));
    const { projector, stop } = shop.start();
    await shop.until(() => isIn(projector, 'live'));
    await shop.store.projection(ledger).drop(1);
    await shop.applied('order-1', 1);
    await shop.until(() => isIn(projector, 'live'));
    assert.equal((await projector.status()).generation, 2);
    await stop();
  });
});

function withoutPoison(event: RecordedEvent): RecordedEvent {
  const data = event.data as { readonly amount?: number };
  return data.amount === POISON ? { ...event, data: { ...data, amount: 0 } } : event;
}
