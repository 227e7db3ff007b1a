import type { DocumentKey, Documents } from '@shop/platform/projecting/read-model.ts';
import { type Day, monthOf } from './days.ts';
import { addFigures, type Figures, isZero, noFigures, packed, unpacked } from './figures.ts';
import { monthKey, type ReportKind, type SoldArticle, type SoldMonth, soldMonths } from './view.ts';

/** Figures of an order, or of a refund, and how they fall to its articles. */
export interface Portion {
  readonly day: Day;
  readonly country: string;
  readonly whole: Figures;
  readonly articles: readonly (readonly [sku: string, figures: Figures])[];
}

/** Adds a portion to every month it belongs to, or takes it out again. Where nothing is left, nothing is kept. */
export async function addPortion(documents: Documents, { day, country, whole, articles }: Portion, sign: 1 | -1): Promise<void> {
  await addTo(documents, 'day', '', day, whole, sign);
  await addTo(documents, 'country', country, day, whole, sign);
  await Promise.all(articles.map(([sku, figures]) => addTo(documents, 'product', sku, day, figures, sign)));
}

/** The documents that {@link addPortion} will ask for. */
export function monthsAskedFor(day: Day, country: string, skus: readonly string[]): DocumentKey[] {
  const month = monthOf(day);
  const rows: (readonly [ReportKind, string])[] = [
    ['day', ''],
    ['country', country],
  ];
  for (const sku of skus) rows.push(['product', sku]);
  return rows.map(([by, key]) => ({ collection: soldMonths.name, key: monthKey(by, month, key) }));
}

async function addTo(documents: Documents, by: ReportKind, key: string, day: Day, added: Figures, sign: 1 | -1): Promise<void> {
  const month = monthOf(day);
  const id = monthKey(by, month, key);
  const { days = {} } = (await documents.get<SoldMonth>(soldMonths.name, id)) ?? {};
  const before = days[day];
  const figures = addFigures(before ? unpacked(before) : noFigures, added, sign);
  const changed = isZero(figures) ? without(days, day) : { ...days, [day]: packed(figures) };
  if (Object.keys(changed).length === 0) documents.delete(soldMonths.name, id);
  else documents.put(soldMonths.name, id, { by, month, key, days: changed });
}

function without(days: SoldMonth['days'], day: Day): SoldMonth['days'] {
  const { [day]: _gone, ...others } = days;
  return others;
}

/** An article of an order as a row of its own: shipping is not split. */
export function articleFigures([, units, goods, discount, tax]: SoldArticle): Figures {
  return { ...noFigures, orders: 1, units, goods, discount, tax };
}
