import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkAnswers } from './core/check-answers.ts';
import { checkLog, type CheckOptions } from './core/check-log.ts';
import { asLog } from './testing/log-writer.ts';
import { OrderScript } from './testing/order-script.ts';
import { Shop } from './testing/shop.ts';
import { type Goods, openShop } from './testing/stages.ts';

/** What the checker says of a log, as `number: what`; positions are named by the stream's category alone. */
async function saidOf(shop: Shop, options: CheckOptions = { atRest: true }): Promise<string[]> {
  const { invariants } = await checkLog(asLog(shop.log.events), options);
  return invariants.flatMap(({ number, first }) => first.map(({ stream, what }) => `${number} ${stream.split('-')[0]}: ${what}`));
}

function open(): { shop: Shop; goods: Goods } {
  const shop = new Shop();
  return { shop, goods: openShop(shop) };
}

function placedOrder(shop: Shop, { mug }: Goods, quantity = 1): OrderScript {
  const order = new OrderScript(shop);
  order.create();
  order.add(mug, quantity);
  order.address();
  order.place();
  return order;
}

describe('the checker finds', () => {
  it('two orders for the same last piece', async () => {
    const { shop, goods } = open();
    placedOrder(shop, goods, 600).reserve();
    placedOrder(shop, goods, 600).reserve();
    assert.ok((await saidOf(shop)).includes('5 inventory: 600 reserved where 400 were available'));
  });

  it('a cart’s article reserved line by line instead of added up', async () => {
    const { shop, goods } = open();
    const order = new OrderScript(shop);
    order.create();
    order.add(goods.mug, 1);
    order.add(goods.mug, 2);
    order.address();
    order.place();
    order.reserve([{ sku: 'MUG', quantity: 1 }]);
    assert.ok((await saidOf(shop)).some((what) => what.startsWith('12 inventory: 1 reserved for order')));
  });

  it('money taken for an order that was rejected', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    order.authorize();
    order.process(order.step('rejecting', order.soon()));
    order.reject({ code: 'out_of_stock' });
    order.process(order.end('rejected'));
    assert.deepEqual(
      (await saidOf(shop)).map((what) => what.replaceAll(order.orderId, 'it')),
      ['12 payment: is authorized where order it is rejected'],
    );
  });

  it('a shipment that was never paid for', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    order.reserve();
    order.reserved();
    order.authorize();
    order.confirmHolds();
    order.confirm();
    order.process(order.step('fulfilling', null));
    order.deduct(order.dispatch(order.articles), order.articles);
    assert.ok((await saidOf(shop)).includes('6 order: dispatched and not captured'));
  });

  it('one key with two effects', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    const other = placedOrder(shop, goods);
    const cancelled = { type: 'OrderCancelled', data: { reason: null, occurredAt: shop.log.instant() } } as const;
    shop.log.personWith('again', `order-${order.orderId}`, cancelled);
    shop.log.personWith('again', `order-${other.orderId}`, cancelled);
    assert.ok((await saidOf(shop)).includes(`3 order: the key had its effect in order-${order.orderId}`));
  });

  it('a price that the client made up', async () => {
    const { shop, goods } = open();
    placedOrder(shop, { ...goods, mug: { ...goods.mug, price: 1 } });
    assert.ok((await saidOf(shop)).includes('prices order: MUG cost 1299 at revision 1 of its product, not 1'));
  });

  it('a product that uses another one’s SKU', async () => {
    const { shop, goods } = open();
    const variant = { sku: 'PLATE', options: {}, price: null };
    shop.edit(goods.mug.productId, { type: 'VariantAdded', data: { variant } });
    assert.deepEqual(await saidOf(shop), [`names product: uses sku-PLATE, which ${goods.plate.productId} holds`]);
  });

  it('an event of a type or version that nobody knows', async () => {
    const { shop } = open();
    const [first] = shop.log.events;
    assert.ok(first);
    const unknown = [{ ...first, type: 'SkuForgotten' }, ...shop.log.events.slice(1)];
    const { invariants } = await checkLog(asLog(unknown));
    assert.equal(invariants[0]?.first[0]?.what, 'SkuForgotten does not belong into such a stream');
  });
});

describe('what is under way', () => {
  it('is no violation while it is young, and is counted', async () => {
    const { shop, goods } = open();
    placedOrder(shop, goods);
    const report = await checkLog(asLog(shop.log.events), { graceMs: 5_000 });
    assert.equal(report.holds, true);
    assert.match(report.notes.join(), /not judged .*: 1 younger than the grace of 5 s$/);
  });

  it('is a violation when the shop was run to rest, or when it is old', async () => {
    const { shop, goods } = open();
    placedOrder(shop, goods);
    const never = ['12 order: is placed, but nothing was begun for it'];
    assert.deepEqual(await saidOf(shop), never);
    assert.deepEqual(await saidOf(shop, { now: shop.log.now + 60_000, graceMs: 5_000 }), never);
  });

  it('is none however old it is, as long as the process has not come to it', async () => {
    const { shop, goods } = open();
    const before = shop.log.events.length - 1;
    const note = (checkpoint: number): void => {
      const data = { checkpoint: String(checkpoint), deadlinesAfter: null };
      shop.log.machine('processRunner-fulfilment', { type: 'ProcessRunnerCheckpointed', data });
    };
    placedOrder(shop, goods);
    note(before);
    const late = { now: shop.log.now + 60_000, graceMs: 5_000 };
    assert.deepEqual(await saidOf(shop, late), []);
    const { notes } = await checkLog(asLog(shop.log.events), late);
    assert.match(notes.join(), /not judged .*: 1 that the fulfilment process has not come to yet$/);
    note(shop.log.events.length);
    assert.deepEqual(await saidOf(shop, late), ['12 order: is placed, but nothing was begun for it']);
  });

  it('is overdue when its deadline has passed', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    order.reserve();
    order.reserved();
    order.decline();
    order.process(order.step('payment-retry', order.soon(30_000)));
    assert.deepEqual(await saidOf(shop), []);
    const late = await saidOf(shop, { atRest: true, now: shop.log.now + 60_000 });
    assert.deepEqual(
      late.map((what) => what.replace(/ \d{4}-\S+/, '')),
      ['12 fulfilmentProcess: was to look again at and did not'],
    );
  });

  it('is not judged where the process is stuck: people have been told', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    order.process(order.step('reserving', order.soon()), {
      type: 'FulfilmentProcessStuck',
      data: { step: 'reserving', reason: 'no' },
    });
    assert.deepEqual(await saidOf(shop, { atRest: true, now: shop.log.now + 60_000 }), []);
  });
});

describe('answers', () => {
  it('are all found in the log they came from', async () => {
    const { shop, goods } = open();
    placedOrder(shop, goods);
    const asked = new Set(shop.log.acknowledged.flatMap(({ key }) => key ?? []));
    const reports = await checkAnswers(asLog(shop.log.events), shop.log.acknowledged, { asked });
    assert.deepEqual(
      reports.map(({ number, violations }) => [number, violations]),
      [
        ['1', 0],
        ['2', 0],
      ],
    );
  });

  it('are missed where the log lost them, or another command took their place', async () => {
    const { shop, goods } = open();
    const order = placedOrder(shop, goods);
    const stream = `order-${order.orderId}`;
    const answers = [
      { stream, revision: 9, key: 'key-1' },
      { stream, revision: 1, key: 'another' },
    ];
    const [kept] = await checkAnswers(asLog(shop.log.events), answers);
    assert.deepEqual(kept?.first, [
      { stream, revision: 1, what: 'not the command of key another' },
      { stream, revision: 9, what: 'acknowledged, and not in the log' },
    ]);
  });

  it('tell of a command that nobody ever asked for', async () => {
    const { shop } = open();
    const [, known] = await checkAnswers(asLog(shop.log.events), [], { asked: new Set(), mostShown: 1 });
    assert.equal(known?.first.length, 1);
    assert.ok((known?.violations ?? 0) > 1);
  });
});
