import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storeFeed } from '../event-feed/store-feed.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import type { EventStore } from '../event-store/port.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent } from './ledger.ts';
import { replayProjection } from './replay.ts';
import { isIn, opened, openPersonalData, Shop } from './spec-shop.ts';

const booked = ledgerEvent('Booked', { amount: 1 });

/** A shop whose read model was built from a log of three events, and what reads from another log with it. */
async function built() {
  const shop = new Shop();
  const { stop } = shop.start();
  for (const event of [opened, booked, booked]) await appendTo(shop.log, 'order-1', event);
  await shop.applied('order-1', 2);
  await stop();
  const on = (log: EventStore) => ({ eventStore: log, feed: storeFeed(log, shop.clock) });
  return { shop, another: memoryEventStore({ clock: shop.clock }), on };
}

describe('a log that is not the one a read model was built from', () => {
  for (const [what, events] of [
    ['shorter', [opened, booked]],
    ['longer, and another', [opened, booked, ledgerEvent('Booked', { amount: 2 }), booked]],
    ['empty', []],
  ] as const) {
    it(`is not read on where it is ${what}: the model answers as before, and the projector says why`, async () => {
      const { shop, another, on } = await built();
      for (const event of events) await appendTo(another, 'order-1', event);
      const { projector, stop } = shop.start(on(another));
      await shop.until(() => isIn(projector, 'rewound'));
      await appendTo(another, 'order-2', opened);
      await shop.clock.advance(30_000);
      assert.ok(await isIn(projector, 'rewound'));
      assert.deepEqual(
        [await (await shop.active())?.revision('order-1'), await (await shop.active())?.revision('order-2')],
        [2, -1],
      );
      const told = shop.told.filter(({ level }) => level === 'error');
      assert.equal(told.length, 1, 'once, not with every look');
      assert.match(told[0]?.message ?? '', /revision 2 of order-1.*restore the log, or build the read model anew/);
      await stop();
    });
  }

  it('is read on once the model was built anew from it', async () => {
    const { shop, another, on } = await built();
    await appendTo(another, 'order-2', opened);
    const { projector, stop } = shop.start(on(another));
    await shop.until(() => isIn(projector, 'rewound'));
    const { store, clock, ids } = shop;
    const replaying = replayProjection({
      ...{ model: ledger, catalogue: ledgerCatalogue, openPersonalData, store, clock, ids },
      ...on(another),
    });
    await shop.until(() => isIn(projector, 'live'));
    await replaying;
    await appendTo(another, 'order-2', booked);
    await shop.applied('order-2', 1);
    assert.equal(await (await shop.active())?.revision('order-1'), -1);
    await stop();
  });

  it('is no matter once the right one is back', async () => {
    const { shop, another, on } = await built();
    let log: EventStore = another;
    const { projector, stop } = shop.start({
      eventStore: Object.assign(Object.create(another) as EventStore, {
        head: () => log.head(),
        readStream: (...asked: Parameters<EventStore['readStream']>) => log.readStream(...asked),
      }),
      feed: on(shop.log).feed,
    });
    await shop.until(() => isIn(projector, 'rewound'));
    log = shop.log;
    await appendTo(shop.log, 'order-1', booked);
    await shop.applied('order-1', 3);
    await stop();
  });

  it('is read on where it has all that was applied', async () => {
    const { shop, another, on } = await built();
    for await (const event of shop.log.readAll())
      await another.append(event.stream, event.revision === 0 ? 'no_stream' : event.revision - 1, [event]);
    await appendTo(another, 'order-1', booked);
    const { stop } = shop.start(on(another));
    await shop.applied('order-1', 3);
    await stop();
  });
});
