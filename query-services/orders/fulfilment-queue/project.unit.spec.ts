import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import type { OpenedOrderEvent } from '../order-events.ts';
import {
  cancelled,
  confirmed,
  confirmedOrder,
  created,
  dispatched,
  erasureOf,
  homeAddressView,
  ofOrder,
  placed,
  testId,
} from '../testing/events.ts';
import { allDocuments, readerOf } from '../testing/projected.ts';
import { fulfilmentQueueModel } from './project.ts';
import { findQueue, queuedView } from './query.ts';

const [one, two] = [testId(1), testId(2)];
const lines = [
  { sku: 'MUG', quantity: 2, unitPrice: 1_000 },
  { sku: 'CAP', quantity: 3, unitPrice: 500 },
  { sku: 'MUG', quantity: 1, unitPrice: 900 },
];
const placing = { orderId: one, lines };

async function queueAfter(...events: readonly RecordedEvent[]) {
  const reader = await readerOf(fulfilmentQueueModel, events);
  const queue = await findQueue(reader, { limit: 100 });
  return queue.found.map(({ key, document }) => queuedView(document, queue.lines.get(key)));
}
async function linesAfter(...events: readonly OpenedOrderEvent[]) {
  const queue = await queueAfter(...ofOrder(one, events));
  return queue.map((order) => order.lines.map(({ sku, quantity }) => `${sku} ${quantity}`));
}

describe('the fulfilment queue', () => {
  it('shows a confirmed order: lines by SKU, address, no prices', async () => {
    deepStrictEqual(await queueAfter(...ofOrder(one, confirmedOrder(placing))), [
      {
        ...{ id: one, number: 'A-1', placedAt: '2026-03-01T12:00:00.000Z', fulfilment: 'unfulfilled' },
        lines: [
          { sku: 'MUG', name: 'Name of MUG', quantity: 3 },
          { sku: 'CAP', name: 'Name of CAP', quantity: 3 },
        ],
        ...{ shippingAddress: homeAddressView, erased: false },
      },
    ]);
  });

  it('has the longest waiting first, by the time of placing', async () => {
    const late = ofOrder(one, confirmedOrder({ ...placing, placedAt: '2026-03-03T00:00:00Z' }));
    const early = ofOrder(two, confirmedOrder({ ...placing, orderId: two, placedAt: '2026-03-01T00:00:00Z' }));
    deepStrictEqual(
      (await queueAfter(...late, ...early)).map(({ id }) => id),
      [two, one],
    );
  });

  it('does not show an order before its confirmation', async () => {
    deepStrictEqual(await linesAfter(created(one), placed(placing)), []);
  });

  it('shows what is left to ship', async () => {
    deepStrictEqual(await linesAfter(...confirmedOrder(placing), dispatched(1, { MUG: 3 })), [['CAP 3']]);
    deepStrictEqual(await linesAfter(...confirmedOrder(placing), dispatched(1, { MUG: 2, CAP: 1 })), [['MUG 1', 'CAP 2']]);
    const queue = await queueAfter(...ofOrder(one, [...confirmedOrder(placing), dispatched(1, { MUG: 1 })]));
    deepStrictEqual(
      queue.map(({ fulfilment }) => fulfilment),
      ['partially_fulfilled'],
    );
  });

  const ends: readonly (readonly [string, readonly OpenedOrderEvent[]])[] = [
    ['everything is shipped', [...confirmedOrder(placing), dispatched(1, { MUG: 1 }), dispatched(2, { MUG: 2, CAP: 3 })]],
    ['it is cancelled', [...confirmedOrder(placing), cancelled]],
    [
      'it is rejected',
      [created(one), placed(placing), { type: 'OrderRejected', data: { reason: { code: 'payment_declined' } } }],
    ],
    ['it expires', [created(one), placed(placing), { type: 'OrderExpired', data: {} }]],
    ['it is cancelled before it is placed', [created(one), cancelled]],
  ];
  for (const [when, events] of ends) {
    it(`keeps nothing of an order, address included, when ${when}`, async () => {
      deepStrictEqual(await allDocuments(fulfilmentQueueModel, await readerOf(fulfilmentQueueModel, ofOrder(one, events))), {});
    });
  }

  it('does not show an order again that was confirmed after its end', async () => {
    deepStrictEqual(await linesAfter(...confirmedOrder(placing), cancelled, confirmed), []);
  });

  it('clears the addresses of an erased customer, whenever the erasure comes', async () => {
    const orders = ofOrder(one, confirmedOrder(placing));
    for (const log of [
      [...orders, ...erasureOf('alice')],
      [...erasureOf('alice'), ...orders],
    ]) {
      const [order] = await queueAfter(...log);
      deepStrictEqual([order?.shippingAddress, order?.erased], [null, true]);
    }
    const [order] = await queueAfter(...orders, ...erasureOf('bob'));
    deepStrictEqual([order?.shippingAddress, order?.erased], [homeAddressView, false]);
  });
});
