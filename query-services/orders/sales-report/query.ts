import type { GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { money } from '../views.ts';
import { type Day, dayText, type Month, monthOf } from './days.ts';
import { addFigures, type Figures, grossOf, isZero, noFigures, unpacked } from './figures.ts';
import { type ReportKind, type ReportRow, type SalesReport, type SoldMonth, soldMonths } from './view.ts';

const monthsPerRead = 1_000;

/**
 * The report of a range of days, bounds inclusive. Reads what was added up ahead, month by month, never orders:
 * as many documents as the range has months, times countries or products. The totals are the sum of the days.
 */
export async function salesReport(
  reader: GenerationReader,
  query: { readonly from: Day; readonly to: Day; readonly by: ReportKind; readonly currency: string },
): Promise<SalesReport> {
  const { from, to, by, currency } = query;
  const days = await sums(reader, 'day', from, to);
  const rows = by === 'day' ? days : await sums(reader, by, from, to);
  const items = [...rows].filter(([, figures]) => !isZero(figures)).map(([key, figures]) => reportRow(key, figures, currency));
  const totals = [...days.values()].reduce((sum, figures) => addFigures(sum, figures), noFigures);
  return {
    ...{ from: dayText(from), to: dayText(to), by },
    totals: reportRow('total', totals, currency),
    items: items.sort(by === 'day' ? byKey : byGross),
  };
}

/** What each day, country or product comes to in a range of days. */
async function sums(reader: GenerationReader, by: ReportKind, from: Day, to: Day): Promise<ReadonlyMap<string, Figures>> {
  const sum = new Map<string, Figures>();
  for await (const { key, days } of soldMonthsOf(reader, by, monthOf(from), monthOf(to))) {
    for (const [text, figures] of Object.entries(days)) {
      const day = Number(text);
      if (day < from || day > to) continue;
      const row = by === 'day' ? dayText(day) : key;
      sum.set(row, addFigures(sum.get(row) ?? noFigures, unpacked(figures)));
    }
  }
  return sum;
}

async function* soldMonthsOf(reader: GenerationReader, by: ReportKind, gte: Month, lte: Month): AsyncIterable<SoldMonth> {
  const query = { where: { by: { eq: by }, month: { gte, lte } }, sort: { by: 'month' }, limit: monthsPerRead };
  for (let after: Place | undefined; ;) {
    const page = await reader.find<SoldMonth>(soldMonths.name, { ...query, ...(after ? { after } : {}) });
    for (const { document } of page) yield document;
    after = page.at(-1)?.place;
    if (page.length < monthsPerRead) return;
  }
}

function reportRow(key: string, figures: Figures, currency: string): ReportRow {
  const { orders, units, goods, discount, tax, shipping, refunded } = figures;
  const gross = grossOf(figures);
  return {
    ...{ key, orders, units },
    goods: money(goods, currency),
    discount: money(discount, currency),
    tax: money(tax, currency),
    shipping: money(shipping, currency),
    gross: money(gross, currency),
    refunded: money(refunded, currency),
    net: money(gross - refunded, currency),
    averageOrderValue: money(orders === 0 ? 0 : Math.round(gross / orders), currency),
  };
}

/** The best first; of equal ones by key, in code-point order for both SKUs and countries, which are ASCII. */
function byGross(a: ReportRow, b: ReportRow): number {
  return b.gross.amount - a.gross.amount || byKey(a, b);
}

function byKey(a: ReportRow, b: ReportRow): number {
  return a.key < b.key ? -1 : 1;
}
