import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { defaultCharges } from '../draft-totals.ts';
import type { OpenedOrderEvent } from '../order-events.ts';
import {
  cancelled,
  captured,
  confirmedOrder,
  created,
  dispatched,
  lineAdded,
  ofOrder,
  placed,
  refunded,
  testId,
} from '../testing/events.ts';
import { readerOf } from '../testing/projected.ts';
import { orderListModel } from './project.ts';
import { findOrders, fulfilmentListedView, listedView, orderConditions, type OrderFilter, type OrderSort } from './query.ts';

const model = orderListModel(defaultCharges);
const [one, two, three, four, five] = [1, 2, 3, 4, 5].map((number) => testId(number)) as [string, string, string, string, string];
const priced = (unitPrice: number) => [{ sku: 'A', quantity: 1, unitPrice }];
/** 10.00 of goods: 12.00 with tax, 16.99 with shipping. */
const placing = { orderId: one, lines: priced(1_000), placedAt: '2026-03-01T12:00:00Z' };

const log = [
  ...ofOrder(one, confirmedOrder(placing)),
  ...ofOrder(two, [
    ...confirmedOrder({
      orderId: two,
      lines: priced(500),
      placedAt: '2026-03-02T13:00:00+01:00',
      number: 'A-2',
      customerId: 'bob',
    }),
    dispatched(1, { A: 1 }),
    captured(1_099),
    ...refunded(1, 1_099),
  ]),
  ...ofOrder(three, [
    ...confirmedOrder({ orderId: three, lines: priced(1_000), placedAt: '2025-12-24T00:00:00Z', number: 'A-3' }),
    cancelled,
  ]),
  ...ofOrder(four, [created(four), lineAdded(1, { sku: 'A', quantity: 2, unitPrice: 1_000 })]),
  ...ofOrder(five, [
    created(five),
    placed({ orderId: five, lines: priced(9_000), placedAt: '2026-03-01T12:00:00Z', number: 'A-5' }),
  ]),
];

async function found(filter: OrderFilter, sort: OrderSort = '-placedAt'): Promise<string[]> {
  const reader = await readerOf(model, log);
  const items = await findOrders(reader, { where: orderConditions(filter), sort, limit: 100 });
  return items.map(({ key }) => key);
}

describe('the order list', () => {
  it('holds every order but drafts, the latest first, those of one time by id', async () => {
    deepStrictEqual(await found({}), [two, one, five, three]);
    deepStrictEqual(await found({}, 'placedAt'), [three, one, five, two]);
  });

  it('is sorted by total', async () => {
    deepStrictEqual(await found({}, 'total'), [two, one, three, five]);
    deepStrictEqual(await found({}, '-total'), [five, one, three, two]);
  });

  it('holds drafts where drafts are asked for', async () => {
    deepStrictEqual(await found({ status: 'draft' }), [four]);
    deepStrictEqual(await found({ status: 'draft', customerId: 'bob' }), []);
  });

  it('holds a draft that was cancelled, behind what was placed', async () => {
    const six = testId(6);
    const events = [...log, ...ofOrder(six, [created(six), cancelled])];
    const reader = await readerOf(model, events);
    const items = await findOrders(reader, { where: orderConditions({}), sort: '-placedAt', limit: 100 });
    deepStrictEqual(
      items.map(({ key }) => key),
      [two, one, five, three, six],
    );
  });

  it('is narrowed by every axis', async () => {
    deepStrictEqual(await found({ status: 'cancelled' }), [three]);
    deepStrictEqual(await found({ payment: 'refunded' }), [two]);
    deepStrictEqual(await found({ fulfilment: 'fulfilled' }), [two]);
    deepStrictEqual(await found({ fulfilment: 'unfulfilled', status: 'confirmed' }), [one]);
    deepStrictEqual(await found({ return: 'requested' }), []);
  });

  it('is narrowed by customer, dates and totals, bounds inclusive', async () => {
    deepStrictEqual(await found({ customerId: 'bob' }), [two]);
    const noon = Date.parse('2026-03-01T12:00:00Z');
    deepStrictEqual(await found({ placedFrom: noon, placedTo: noon }), [one, five]);
    deepStrictEqual(await found({ placedTo: noon - 1 }), [three]);
    deepStrictEqual(await found({ minTotal: 1_699, maxTotal: 1_699 }), [one, three]);
    deepStrictEqual(await found({ minTotal: 1_700 }), [five]);
    deepStrictEqual(await found({ status: 'draft', minTotal: 2_899, maxTotal: 2_899 }), [four]);
  });

  it('keeps a cancelled order among those that were confirmed once', async () => {
    deepStrictEqual(await found({ onceConfirmed: true }), [two, one, three]);
  });

  it('shows an order in short', async () => {
    const reader = await readerOf(model, ofOrder(one, confirmedOrder(placing)));
    const [item] = await findOrders(reader, { where: orderConditions({}), sort: 'total', limit: 1 });
    if (!item) throw new Error('nothing found');
    const shared = { id: one, number: 'A-1', customerId: 'alice', placedAt: '2026-03-01T12:00:00.000Z' };
    const axes = { status: 'confirmed', fulfilment: 'unfulfilled', return: 'none' };
    const total = { amount: 1_699, currency: 'GBP' };
    deepStrictEqual(listedView(item.document, defaultCharges), { ...shared, ...axes, payment: 'authorized', total });
    deepStrictEqual(fulfilmentListedView(item.document), { ...shared, ...axes });
  });

  it("works out a draft's total from its lines, code and agreement", async () => {
    const changes: OpenedOrderEvent[] = [
      lineAdded(1, { sku: 'A', quantity: 1, unitPrice: 1_000 }),
      lineAdded(2, { sku: 'B', quantity: 1, unitPrice: 500 }),
      { type: 'OrderLineQuantityChanged', data: { lineId: testId(1, 1), quantity: 3 } },
      { type: 'OrderLineRemoved', data: { lineId: testId(2, 1) } },
      { type: 'DiscountApplied', data: { code: 'TEN', percentOff: 10, amountOff: null } },
    ];
    const reader = await readerOf(model, ofOrder(four, [created(four), ...changes]));
    const [item] = await findOrders(reader, { where: orderConditions({ status: 'draft' }), sort: 'total', limit: 1 });
    // 2700 of goods, 540 of tax, 499 of shipping
    deepStrictEqual(item && listedView(item.document, defaultCharges).total, { amount: 3_739, currency: 'GBP' });
  });

  it('is another version under other charges, so that it is built anew', () => {
    notStrictEqual(orderListModel({ ...defaultCharges, taxRate: 500 }).version, model.version);
    strictEqual(orderListModel({ ...defaultCharges }).version, model.version);
  });
});
