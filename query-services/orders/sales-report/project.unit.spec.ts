import { deepStrictEqual, notStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import type { OpenedOrderEvent } from '../order-events.ts';
import {
  cancelled,
  captured,
  confirmed,
  confirmedOrder,
  created,
  dispatched,
  ofOrder,
  placed,
  refunded,
  returnReceived,
  returnRequested,
  testId,
} from '../testing/events.ts';
import { allDocuments, readerOf } from '../testing/projected.ts';
import { parseDay } from './days.ts';
import { salesReportModel } from './project.ts';
import { salesReport } from './query.ts';
import type { ReportKind } from './view.ts';

const model = salesReportModel('Europe/London');
const [one, two] = [testId(1), testId(2)];
/** Goods 35.00, tax 7.00, shipping 4.99. */
const lines = [
  { sku: 'MUG', quantity: 2, unitPrice: 1_000 },
  { sku: 'CAP', quantity: 3, unitPrice: 500 },
];
const placing = { orderId: one, lines };

async function report(events: readonly RecordedEvent[], by: ReportKind = 'day', from = '2026-01-01', to = '2026-12-31') {
  const reader = await readerOf(model, events);
  return salesReport(reader, { from: parseDay(from), to: parseDay(to), by, currency: 'GBP' });
}
async function rows(events: readonly OpenedOrderEvent[], by: ReportKind = 'day') {
  const { items } = await report(ofOrder(one, events), by);
  return items.map(({ key, orders, units, gross, refunded: back, net }) => [
    key,
    orders,
    units,
    gross.amount,
    back.amount,
    net.amount,
  ]);
}

describe('the sales report', () => {
  it('shows every figure of a sale', async () => {
    const money = (amount: number) => ({ amount, currency: 'GBP' });
    const figures = { orders: 1, units: 5, goods: money(3_500), discount: money(0), tax: money(700), shipping: money(499) };
    const sums = { gross: money(4_699), refunded: money(0), net: money(4_699), averageOrderValue: money(4_699) };
    deepStrictEqual(await report(ofOrder(one, confirmedOrder(placing))), {
      ...{ from: '2026-01-01', to: '2026-12-31', by: 'day' },
      totals: { key: 'total', ...figures, ...sums },
      items: [{ key: '2026-03-01', ...figures, ...sums }],
    });
  });

  it('counts an order from its confirmation, on the day it was placed', async () => {
    deepStrictEqual(await rows([created(one), placed(placing)]), []);
    const lateAtNight = { ...placing, placedAt: '2026-03-29T23:30:00Z' };
    deepStrictEqual(await rows(confirmedOrder(lateAtNight)), [['2026-03-30', 1, 5, 4_699, 0, 4_699]]);
  });

  it('lets a cancelled order leave again, with every row it was in', async () => {
    deepStrictEqual(await rows([...confirmedOrder(placing), cancelled]), []);
    deepStrictEqual(await allDocuments(model, await readerOf(model, ofOrder(one, [...confirmedOrder(placing), cancelled]))), {});
    deepStrictEqual(await rows([...confirmedOrder(placing), cancelled, confirmed]), []);
  });

  it('never counts an order that was rejected or expired', async () => {
    deepStrictEqual(await rows([created(one), placed(placing), { type: 'OrderExpired', data: {} }]), []);
    const rejected: OpenedOrderEvent = { type: 'OrderRejected', data: { reason: { code: 'out_of_stock' } } };
    deepStrictEqual(await rows([created(one), placed(placing), rejected]), []);
  });

  it('counts each refund on the day it was made, and none that failed', async () => {
    const events = [
      ...confirmedOrder(placing),
      ...[dispatched(1, { MUG: 2, CAP: 3 }), captured(4_699)],
      ...refunded(1, 500, { at: '2026-03-01T23:59:59Z' }),
      ...refunded(2, 300, { at: '2026-03-02T00:00:00Z' }),
      ...refunded(3, 999, { fails: true }),
    ];
    deepStrictEqual(await rows(events), [
      ['2026-03-01', 1, 5, 4_699, 500, 4_199],
      ['2026-03-02', 0, 0, 0, 300, -300],
    ]);
    deepStrictEqual(await rows(events, 'country'), [['GB', 1, 5, 4_699, 800, 3_899]]);
  });

  it('counts no refund of an order that does not count', async () => {
    deepStrictEqual(await rows([created(one), placed(placing), ...refunded(1, 100)]), []);
    deepStrictEqual(await rows([...confirmedOrder(placing), cancelled, ...refunded(1, 100)]), []);
  });

  it('shows products by SKU, the best first, with no shipping but in the totals', async () => {
    const { items, totals } = await report(ofOrder(one, confirmedOrder(placing)), 'product');
    deepStrictEqual(
      items.map(({ key, orders, units, gross, shipping }) => [key, orders, units, gross.amount, shipping.amount]),
      [
        ['MUG', 1, 2, 2_400, 0],
        ['CAP', 1, 3, 1_800, 0],
      ],
    );
    deepStrictEqual([totals.orders, totals.gross.amount, totals.shipping.amount], [1, 4_699, 499]);
  });

  it('counts an order once in the row of a SKU that is on several of its lines', async () => {
    const twice = [...lines, { sku: 'MUG', quantity: 1, unitPrice: 800 }];
    deepStrictEqual(await rows(confirmedOrder({ orderId: one, lines: twice }), 'product'), [
      ['MUG', 1, 3, 3_360, 0, 3_360],
      ['CAP', 1, 3, 1_800, 0, 1_800],
    ]);
  });

  it("charges a return's refund to what came back, any other to all that was ordered", async () => {
    const shipped = [...confirmedOrder(placing), dispatched(1, { MUG: 2, CAP: 3 }), captured(4_699)];
    const back = [...shipped, returnRequested(1, { CAP: 1 }), returnReceived(1, { CAP: 1 }, 600)];
    deepStrictEqual(await rows([...back, ...refunded(1, 600, { returnNumber: 1 })], 'product'), [
      ['MUG', 1, 2, 2_400, 0, 2_400],
      ['CAP', 1, 3, 1_800, 600, 1_200],
    ]);
    deepStrictEqual(await rows([...back, ...refunded(1, 1_000)], 'product'), [
      ['MUG', 1, 2, 2_400, 571, 1_829],
      ['CAP', 1, 3, 1_800, 429, 1_371],
    ]);
  });

  it('tells countries apart and averages over orders, rounded half up', async () => {
    const second = confirmedOrder({ orderId: two, country: 'DE', lines: [{ sku: 'MUG', quantity: 1, unitPrice: 1_000 }] });
    const { items, totals } = await report([...ofOrder(one, confirmedOrder(placing)), ...ofOrder(two, second)], 'country');
    deepStrictEqual(
      items.map(({ key, gross }) => [key, gross.amount]),
      [
        ['GB', 4_699],
        ['DE', 1_699],
      ],
    );
    strictEqual(totals.averageOrderValue.amount, 3_199);
  });

  it('shows a range of days with nothing in it as zeros', async () => {
    const { items, totals } = await report(ofOrder(one, confirmedOrder(placing)), 'product', '2026-03-02', '2026-03-31');
    deepStrictEqual([items, totals.orders, totals.averageOrderValue.amount], [[], 0, 0]);
  });

  it('is another version in another time zone, so that it is built anew', () => {
    notStrictEqual(salesReportModel('Europe/Berlin').version, model.version);
  });
});
