import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { NewEvent } from '@shop/shared-events';
import { storeFeed } from '../event-feed/store-feed.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import type { EventStore } from '../event-store/port.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent, POISON } from './ledger.ts';
import { parkedStreams } from './parked.ts';
import type { ReadModel } from './read-model.ts';
import { replayProjection } from './replay.ts';
import { isIn, opened, openPersonalData, Shop } from './spec-shop.ts';

const booked = ledgerEvent('Booked', { amount: 1 });

const poison = ledgerEvent('Booked', { amount: POISON });
const on = (shop: Shop, log: EventStore) => ({ eventStore: log, feed: storeFeed(log, shop.clock) });

/** The log as a backup of its first events has it. */
async function backupOf(shop: Shop, events: number): Promise<EventStore> {
  const backup = memoryEventStore({ clock: shop.clock });
  for await (const event of shop.log.readAll({ limit: events })) {
    await backup.append(event.stream, event.revision === 0 ? 'no_stream' : event.revision - 1, [event]);
  }
  return backup;
}

/** A shop whose projector has come to the end of a log and stopped. */
async function projected(...appends: readonly (readonly [stream: string, event: NewEvent])[]): Promise<Shop> {
  const shop = new Shop();
  const { projector, stop } = shop.start();
  for (const [stream, event] of appends) await appendTo(shop.log, stream, event);
  await shop.until(async () => Number((await projector.status()).position) === appends.length - 1);
  await stop();
  return shop;
}

/** A shop whose read model was built from a log of three events, and what reads from another log with it. */
async function built() {
  const shop = new Shop();
  const { stop } = shop.start();
  for (const event of [opened, booked, booked]) await appendTo(shop.log, 'order-1', event);
  await shop.applied('order-1', 2);
  await stop();
  return { shop, another: memoryEventStore({ clock: shop.clock }) };
}

describe('a log that is not the one a read model was built from', () => {
  for (const [what, events] of [
    ['shorter', [opened, booked]],
    ['longer, and another', [opened, booked, ledgerEvent('Booked', { amount: 2 }), booked]],
    ['empty', []],
  ] as const) {
    it(`is not read on where it is ${what}: the model answers as before, and the projector says why`, async () => {
      const { shop, another } = await built();
      for (const event of events) await appendTo(another, 'order-1', event);
      const { projector, stop } = shop.start(on(shop, another));
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
    const { shop, another } = await built();
    await appendTo(another, 'order-2', opened);
    const { projector, stop } = shop.start(on(shop, another));
    await shop.until(() => isIn(projector, 'rewound'));
    const { store, clock, ids } = shop;
    const replaying = replayProjection({
      ...{ model: ledger, catalogue: ledgerCatalogue, openPersonalData, store, clock, ids },
      ...on(shop, another),
    });
    await shop.until(() => isIn(projector, 'live'));
    await replaying;
    await appendTo(another, 'order-2', booked);
    await shop.applied('order-2', 1);
    assert.equal(await (await shop.active())?.revision('order-1'), -1);
    await stop();
  });

  it('is no matter once the right one is back', async () => {
    const { shop, another } = await built();
    let log: EventStore = another;
    const { projector, stop } = shop.start({
      eventStore: Object.assign(Object.create(another) as EventStore, {
        head: () => log.head(),
        readStream: (...asked: Parameters<EventStore['readStream']>) => log.readStream(...asked),
      }),
      feed: shop.feed,
    });
    await shop.until(() => isIn(projector, 'rewound'));
    log = shop.log;
    await appendTo(shop.log, 'order-1', booked);
    await shop.applied('order-1', 3);
    await stop();
  });

  it('is read on where it has all that was applied', async () => {
    const { shop } = await built();
    const another = await backupOf(shop, 3);
    await appendTo(another, 'order-1', booked);
    const { stop } = shop.start(on(shop, another));
    await shop.applied('order-1', 3);
    await stop();
  });

  it('is read on where what it lost is none of the model’s: what came instead is missed by nobody', async () => {
    const others = Array.from({ length: 5 }, () => ['product-1', booked] as const);
    for (const appends of [[['order-1', opened] as const, ...others], others]) {
      const shop = await projected(...appends);
      const another = await backupOf(shop, 1);
      for (let i = 0; i < 8; i++) await appendTo(another, `order-${i + 2}`, opened);
      const { projector, stop } = shop.start(on(shop, another));
      for (let i = 0; i < 8; i++) await shop.applied(`order-${i + 2}`, 0);
      assert.ok(await isIn(projector, 'live'));
      await stop();
    }
  });

  it('is known by a parked stream’s lost events too', async () => {
    const shop = await projected(['order-1', opened], ['order-1', poison], ['order-1', booked], ['order-1', booked]);
    const { projector, stop } = shop.start(on(shop, await backupOf(shop, 1)));
    await shop.until(() => isIn(projector, 'rewound'));
    await stop();
  });

  it('is known after a parked stream was applied at last, behind what came later', async () => {
    const later = [booked, booked].map((event) => ['order-2', event] as const);
    const shop = await projected(['order-1', opened], ['order-1', poison], ['order-2', opened], ...later);
    const model: ReadModel = {
      ...ledger,
      apply: (event, documents) => ledger.apply({ ...event, data: { ...(event.data as object), amount: 1 } }, documents),
    };
    const { store, clock, ids } = shop;
    const common = { eventStore: shop.log, openPersonalData, clock, ids, catalogue: ledgerCatalogue };
    await parkedStreams({ model, projection: store.projection(ledger), ...common }).retry('order-1');
    const another = await backupOf(shop, 3);
    const { projector, stop } = shop.start(on(shop, another));
    await shop.until(() => isIn(projector, 'rewound'));
    await stop();
  });

  for (const stream of ['order-a b', 'order-a\nb', 'order-a\rb', 'order-a\u2028b', 'order-"', 'order- ']) {
    it(`is told from the right one by an event of ${JSON.stringify(stream)}`, async () => {
      const shop = await projected([stream, opened]);
      const right = shop.start();
      await shop.until(() => isIn(right.projector, 'live'));
      await right.stop();
      const wrong = shop.start(on(shop, memoryEventStore({ clock: shop.clock })));
      await shop.until(() => isIn(wrong.projector, 'rewound'));
      await wrong.stop();
    });
  }
});
