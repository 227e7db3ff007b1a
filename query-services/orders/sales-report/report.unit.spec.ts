import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ExpectedRow, expectedSales } from '../testing/expected-sales.ts';
import { readerOf } from '../testing/projected.ts';
import { randomLogs } from '../testing/random-orders.ts';
import { dayText, parseDay } from './days.ts';
import { salesReportModel } from './project.ts';
import { salesReport } from './query.ts';
import type { ReportRow } from './view.ts';

const model = salesReportModel('Europe/London');
const firstDay = parseDay('2025-06-25');
const ranges = fc
  .tuple(fc.nat(420), fc.nat(420))
  .map(([from, length]) => ({ from: dayText(firstDay + from), to: dayText(firstDay + from + length) }));
const everything = { from: '2020-01-01', to: '2030-12-31' };

function figures(row: ReportRow): ExpectedRow {
  const { orders, units, goods, discount, tax, shipping, refunded } = row;
  const amounts = { goods: goods.amount, discount: discount.amount, tax: tax.amount };
  return { orders, units, ...amounts, shipping: shipping.amount, refunded: refunded.amount };
}
const withSomething = (rows: Map<string, ExpectedRow>) =>
  Object.fromEntries([...rows].filter(([, row]) => Object.values(row).some((figure) => figure !== 0)).sort());
const nothing: ExpectedRow = { orders: 0, units: 0, goods: 0, discount: 0, tax: 0, shipping: 0, refunded: 0 };

describe('the sales report of any history and range', () => {
  it('is what adding up the orders one by one gives', async () => {
    await fc.assert(
      fc.asyncProperty(randomLogs, fc.oneof(ranges, fc.constant(everything)), async (log, range) => {
        const reader = await readerOf(model, log);
        const asked = { from: parseDay(range.from), to: parseDay(range.to), currency: 'GBP' };
        const total = expectedSales(log, range, 'all').get('all') ?? nothing;
        for (const by of ['day', 'country', 'product'] as const) {
          const { items, totals } = await salesReport(reader, { ...asked, by });
          deepStrictEqual(figures(totals), total);
          strictEqual(totals.gross.amount, total.goods - total.discount + total.tax + total.shipping);
          strictEqual(totals.net.amount, totals.gross.amount - total.refunded);
          const rows = new Map(items.map((item) => [item.key, figures(item)]));
          strictEqual(
            [...rows.values()].reduce((sum, { refunded }) => sum + refunded, 0),
            total.refunded,
          );
          if (by !== 'product') deepStrictEqual(withSomething(rows), withSomething(expectedSales(log, range, by)));
          else deepStrictEqual(withSomething(withoutRefunds(rows)), withSomething(expectedSales(log, range, by)));
        }
      }),
      { numRuns: 150 },
    );
  });
});

function withoutRefunds(rows: Map<string, ExpectedRow>): Map<string, ExpectedRow> {
  return new Map([...rows].map(([key, row]) => [key, { ...row, refunded: 0 }]));
}
