import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStoreUnavailableError } from '../event-store/port.ts';
import { ReadStoreUnavailableError } from '../read-store/port.ts';
import { appendTo, ledger, ledgerEvent } from './ledger.ts';
import { counted, isIn, opened, reading, Shop } from './spec-shop.ts';

describe('several projectors of one read model', () => {
  it('take turns: the last to start writes, the other takes over when it stops or stalls', async () => {
    const shop = new Shop();
    const first = shop.start();
    await shop.until(() => isIn(first.projector, 'live'));
    let stalled = false;
    const stalling = reading(shop.feed, async () => {
      if (stalled) await new Promise(() => {});
    });
    const second = shop.start({ feed: stalling });
    await shop.until(async () => (await isIn(second.projector, 'live')) && (await isIn(first.projector, 'fenced')));
    await appendTo(shop.log, 'order-1', opened);
    await shop.applied('order-1', 0);
    assert.ok(await isIn(first.projector, 'fenced'));
    stalled = true;
    await appendTo(shop.log, 'order-1', ledgerEvent('Booked', { amount: 1 }));
    await shop.applied('order-1', 1);
    assert.ok(await isIn(first.projector, 'live'));
    await first.stop();
  });

  it('take over at once from one that stopped in order', async () => {
    const shop = new Shop();
    const first = shop.start();
    await shop.until(() => isIn(first.projector, 'live'));
    const second = shop.start();
    await shop.until(async () => (await isIn(second.projector, 'live')) && (await isIn(first.projector, 'fenced')));
    await second.stop();
    const at = shop.clock.now();
    await shop.until(() => isIn(first.projector, 'live'));
    assert.ok(shop.clock.now() - at <= 500);
    await first.stop();
  });

  it('build the first generation once', async () => {
    const shop = new Shop();
    await appendTo(shop.log, 'order-1', opened);
    const all = [shop.start(), shop.start(), shop.start()];
    await shop.applied('order-1', 0);
    await shop.until(
      async () => (await Promise.all(all.map(({ projector }) => isIn(projector, 'live')))).filter(Boolean).length === 1,
    );
    assert.deepEqual(
      (await shop.store.projection(ledger).generations()).map(({ generation, state }) => [generation, state]),
      [[1, 'active']],
    );
    await Promise.all(all.map(({ stop }) => stop()));
  });
});

describe('an outage', () => {
  it('of either store is waited out, told once, and nothing is lost', async () => {
    const shop = new Shop();
    let out: Error | null = null;
    const check = async (): Promise<void> => {
      if (out) throw out;
    };
    const store = counted(shop.store, () => {
      if (out) throw out;
    });
    const { projector, stop } = shop.start({ store, feed: reading(shop.feed, check) });
    await shop.until(() => isIn(projector, 'live'));
    let revision = -1;
    for (const error of [
      new ReadStoreUnavailableError('gone'),
      new EventStoreUnavailableError('gone'),
      new Error('a surprise'),
    ]) {
      out = error;
      await appendTo(shop.log, 'order-1', revision < 0 ? opened : ledgerEvent('Booked', { amount: 1 }));
      revision++;
      await shop.until(() => isIn(projector, 'unavailable'));
      await shop.clock.advance(20_000);
      assert.ok(await isIn(projector, 'unavailable'));
      out = null;
      await shop.applied('order-1', revision);
      await shop.until(() => isIn(projector, 'live'));
    }
    assert.equal(shop.told.filter(({ level }) => level === 'warn').length, 2);
    assert.match(shop.told.find(({ level }) => level === 'error')?.message ?? '', /goes on in a while: Error: a surprise$/);
    await stop();
    const [projected, folded] = await shop.digests();
    assert.equal(projected, folded);
  });
});
