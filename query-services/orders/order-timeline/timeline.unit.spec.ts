import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { idOf, type RecordedEvent } from '@shop/shared-events';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { moneyText } from '../money-text.ts';
import { orderDetailModel } from '../order-detail/project.ts';
import { readOrder } from '../order-detail/query.ts';
import { asOrderFact, type OpenedOrderEvent } from '../order-events.ts';
import {
  captured,
  confirmedOrder,
  created,
  customer,
  delivered,
  dispatched,
  erasureOf,
  homeAddress,
  lineAdded,
  ofOrder,
  refunded,
  returnReceived,
  testId,
} from '../testing/events.ts';
import { readerOf } from '../testing/projected.ts';
import { randomLogs } from '../testing/random-orders.ts';
import type { OrderAccess } from '../viewer.ts';
import { type Moment, orderAsOf } from './as-of.ts';
import { orderTimelineModel } from './project.ts';
import { readTimeline, readTimelineOrder, visibleRevisions } from './query.ts';
import { summaryOf } from './summary.ts';

const id = testId(1);
const lines = [{ sku: 'MUG', quantity: 2, unitPrice: 1_000 }];
const address: OpenedOrderEvent = { type: 'ShippingDetailsSet', data: { address: homeAddress, country: 'GB' } };
const history = [created(id), address, ...confirmedOrder({ orderId: id, lines }).slice(1)];

async function asOf(events: readonly RecordedEvent[], moment: Moment, orderId = id) {
  const reader = await readerOf(orderTimelineModel, events);
  const order = await readTimelineOrder(reader, orderId);
  return order && orderAsOf(reader, orderId, order, moment);
}

async function shownOf(reader: GenerationReader, access: OrderAccess) {
  const order = await readTimelineOrder(reader, id);
  if (!order) throw new Error('there is no timeline');
  return readTimeline(reader, { orderId: id, revisions: visibleRevisions(order, access), limit: 100 });
}

describe('the order timeline', () => {
  it('has one entry per event, in order, with who, when and under which correlation', async () => {
    const reader = await readerOf(orderTimelineModel, ofOrder(id, history));
    const found = await shownOf(reader, 'full');
    deepStrictEqual(
      found.map(({ document }) => document.event.type),
      history.map(({ type }) => type),
    );
    deepStrictEqual(
      found.map(({ document }) => document.revision),
      history.map((_, index) => index),
    );
    const { at, actor, correlationId } = found[1]?.document ?? {};
    deepStrictEqual([at, actor, correlationId], ['2026-03-01T12:01:00.000Z', customer, 'correlation']);
  });

  it('hides from fulfilment what tells of money', async () => {
    const shipped = [...history, dispatched(1, { MUG: 2 }), captured(2_899), delivered(1), ...refunded(1, 100)];
    const reader = await readerOf(orderTimelineModel, ofOrder(id, shipped));
    const found = await shownOf(reader, 'fulfilment');
    deepStrictEqual(
      found.map(({ document }) => document.event.type),
      [
        ...['OrderCreated', 'ShippingDetailsSet', 'OrderLineAdded', 'OrderPlaced', 'OrderStockReserved', 'OrderConfirmed'],
        ...['FulfilmentCreated', 'FulfilmentDelivered'],
      ],
    );
    const told = found.map(({ document }) => summaryOf(document.event, null)).join(' ');
    strictEqual(/£|\d\.\d\d/.test(told), false);
  });

  it('keeps no means of payment', async () => {
    const reader = await readerOf(orderTimelineModel, ofOrder(id, history));
    const found = await shownOf(reader, 'full');
    strictEqual(JSON.stringify(found).includes('tok_canary'), false);
  });

  it('tells each event in a sentence', () => {
    const text = moneyText('GBP');
    strictEqual(
      summaryOf(lineAdded(1, { sku: 'MUG', quantity: 2, unitPrice: 1_000 }), text),
      '2 × Name of MUG (MUG) added at £10.00 each.',
    );
    strictEqual(summaryOf(returnReceived(1, { MUG: 1 }, 1_200), text), '1 returned unit received; £12.00 is to be refunded.');
    strictEqual(summaryOf(returnReceived(1, { MUG: 1 }, 1_200), null), '1 returned unit received.');
    for (const event of history) match(summaryOf(event, text), /^[A-Z\d].*[.]$/s);
  });
});

describe('an order as of a moment', () => {
  it('is what it was at that revision', async () => {
    const log = ofOrder(id, history);
    strictEqual((await asOf(log, { revision: 0 }))?.order.axes.status, 'draft');
    deepStrictEqual((await asOf(log, { revision: 0 }))?.lines, []);
    strictEqual((await asOf(log, { revision: 3 }))?.order.axes.status, 'placed');
    strictEqual((await asOf(log, { revision: 3 }))?.order.revision, 3);
  });

  it('is what it was at that time, the event of that very millisecond included', async () => {
    const log = ofOrder(id, history);
    const placedAt = Date.parse(log[3]?.recordedAt ?? '');
    strictEqual((await asOf(log, { time: placedAt }))?.order.axes.status, 'placed');
    strictEqual((await asOf(log, { time: placedAt - 1 }))?.order.axes.status, 'draft');
  });

  it('is nothing before the order was', async () => {
    const log = ofOrder(id, history);
    strictEqual(await asOf(log, { time: Date.parse('2020-01-01T00:00:00Z') }), null);
    strictEqual(await asOf(log, { revision: 0 }, testId(9)), null);
  });

  it('does not bring back an address that was erased, whenever the erasure came', async () => {
    const orders = ofOrder(id, history);
    const rebuilt = ofOrder(
      id,
      history.map(
        (event) => ('address' in event.data ? { ...event, data: { ...event.data, address: null } } : event) as OpenedOrderEvent,
      ),
    );
    for (const log of [
      [...orders, ...erasureOf('alice')],
      [...erasureOf('alice'), ...orders],
      [...rebuilt, ...erasureOf('alice')],
    ]) {
      for (const revision of [1, 3, 99]) {
        const { shippingAddress, erased } = (await asOf(log, { revision }))?.order ?? {};
        deepStrictEqual([shippingAddress, erased], [null, true]);
      }
      const reader = await readerOf(orderTimelineModel, log);
      strictEqual(JSON.stringify(await shownOf(reader, 'full')).includes('High Street'), false);
    }
  });

  it('is order detail after the same events, at every revision of every history', async () => {
    await fc.assert(
      fc.asyncProperty(randomLogs, fc.nat(), async (log, choice) => {
        const event = log[choice % log.length];
        if (!event) return;
        const orderId = idOf(event.stream);
        const until = log.filter(({ stream, revision }) => stream === event.stream && revision <= event.revision);
        const expected = await readOrder(await readerOf(orderDetailModel, until), orderId);
        deepStrictEqual(await asOf(log, { revision: event.revision }, orderId), expected);
        strictEqual(asOrderFact(event).revision, expected?.order.revision);
      }),
      { numRuns: 60 },
    );
  });
});
