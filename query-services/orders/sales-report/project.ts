import { idOf } from '@shop/shared-events';
import type { DocumentKey, Documents, KnownDocuments, ReadModel } from '@shop/platform/projecting/read-model.ts';
import { asOrderFact, type OrderData, type OrderFact } from '../order-events.ts';
import { settingsVersion } from '../settings-version.ts';
import { type Day, dayIn } from './days.ts';
import { noFigures } from './figures.ts';
import { refundPortions } from './refund-portions.ts';
import { addPortion, articleFigures, monthsAskedFor } from './rows.ts';
import {
  type ReturnedUnits,
  returnedUnits,
  returnKey,
  soldMonths,
  type SoldArticle,
  type SoldArticles,
  soldArticles,
  type SoldOrder,
  soldOrders,
} from './view.ts';

/**
 * Sales by day, country and product, added up when things happen and never when somebody asks. An order counts
 * from its confirmation, on the day of its `placedAt` in the shop's time zone; cancelled, it leaves again. A
 * refund counts on the day it was made.
 */
export function salesReportModel(timeZone: string): ReadModel {
  const dayOf = dayIn(timeZone);
  return {
    name: 'sales-report',
    version: settingsVersion(1, timeZone),
    collections: [soldMonths, soldOrders, soldArticles, returnedUnits],
    categories: ['order'],
    prefetch: ({ type, stream }) =>
      needed.has(type) ? [soldOrders, soldArticles].map(({ name }) => ({ collection: name, key: idOf(stream) })) : [],
    prefetchBehind: (event, known) => askedForBehind(asOrderFact(event), known, dayOf),
    apply: (event, documents) => apply(asOrderFact(event), documents, dayOf),
  };
}

const needed: ReadonlySet<string> = new Set<OrderFact['type']>([
  'OrderConfirmed',
  'OrderRejected',
  'OrderExpired',
  'OrderCancelled',
  'RefundRequested',
  'RefundIssued',
]);

/** The months that figures are added to, and the return that a refund is for. */
function askedForBehind(fact: OrderFact, known: KnownDocuments, dayOf: (instant: string) => Day): DocumentKey[] {
  const { type, data, stream } = fact;
  if (type !== 'OrderConfirmed' && type !== 'OrderCancelled' && type !== 'RefundIssued') return [];
  const id = idOf(stream);
  const order = known.peek<SoldOrder>(soldOrders.name, id);
  if (!order) return [];
  const skus = known.peek<SoldArticles>(soldArticles.name, id)?.articles.map(([sku]) => sku) ?? [];
  const day = type === 'RefundIssued' ? dayOf(data.occurredAt) : order.day;
  const returnId = type === 'RefundIssued' ? order.returnOf[data.refundId] : undefined;
  const returned = returnId === undefined ? [] : [{ collection: returnedUnits.name, key: returnKey(id, returnId) }];
  return [...monthsAskedFor(day, order.country, skus), ...returned];
}

async function apply(fact: OrderFact, documents: Documents, dayOf: (instant: string) => Day): Promise<void> {
  const id = idOf(fact.stream);
  switch (fact.type) {
    case 'OrderPlaced':
      documents.put(soldOrders.name, id, soldOrder(fact.data, dayOf(fact.data.placedAt)));
      return documents.put(soldArticles.name, id, { articles: articlesOf(fact.data.lines) });
    case 'OrderConfirmed':
      return count(id, documents);
    case 'OrderRejected':
    case 'OrderExpired':
    case 'OrderCancelled':
      return forget(id, documents);
    case 'ReturnReceived':
      return documents.put(returnedUnits.name, returnKey(id, fact.data.returnId), unitsBack(fact.data));
    case 'RefundRequested':
      return fact.data.returnId === null ? undefined : linkRefund(id, fact.data.refundId, fact.data.returnId, documents);
    case 'RefundIssued':
      return refund(id, fact.data, dayOf(fact.data.occurredAt), documents);
    default:
  }
}

function soldOrder({ country, totals, lines }: OrderData<'OrderPlaced'>, day: Day): SoldOrder {
  const units = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const { lines: goods, discount, tax, shipping } = totals;
  return {
    day,
    country,
    figures: { orders: 1, units, goods, discount, tax, shipping, refunded: 0 },
    counted: false,
    returnOf: {},
  };
}

function articlesOf(lines: OrderData<'OrderPlaced'>['lines']): readonly SoldArticle[] {
  const bySku = new Map<string, SoldArticle>();
  for (const { sku, quantity, lineTotal, discount, tax } of lines) {
    const [, units, goods, off, taxed] = bySku.get(sku) ?? [sku, 0, 0, 0, 0];
    bySku.set(sku, [sku, units + quantity, goods + lineTotal, off + discount, taxed + tax]);
  }
  return [...bySku.values()];
}

function unitsBack({ lines }: OrderData<'ReturnReceived'>): ReturnedUnits {
  const bySku = new Map<string, number>();
  for (const { sku, quantity } of lines) bySku.set(sku, (bySku.get(sku) ?? 0) + quantity);
  return { units: [...bySku] };
}

async function count(id: string, documents: Documents): Promise<void> {
  const order = await documents.get<SoldOrder>(soldOrders.name, id);
  if (!order) return;
  await addOrder(id, order, documents, 1);
  documents.put(soldOrders.name, id, { ...order, counted: true });
}

/** An order that ended without a sale: what was counted leaves again. Nothing can be refunded on it any more. */
async function forget(id: string, documents: Documents): Promise<void> {
  const order = await documents.get<SoldOrder>(soldOrders.name, id);
  if (order?.counted) await addOrder(id, order, documents, -1);
  documents.delete(soldOrders.name, id);
  documents.delete(soldArticles.name, id);
}

async function addOrder(id: string, { day, country, figures }: SoldOrder, documents: Documents, sign: 1 | -1): Promise<void> {
  const articles = await articlesOfOrder(id, documents);
  const rows = articles.map((article) => [article[0], articleFigures(article)] as const);
  await addPortion(documents, { day, country, whole: figures, articles: rows }, sign);
}

async function linkRefund(id: string, refundId: string, returnId: string, documents: Documents): Promise<void> {
  const order = await documents.get<SoldOrder>(soldOrders.name, id);
  if (order) documents.put(soldOrders.name, id, { ...order, returnOf: { ...order.returnOf, [refundId]: returnId } });
}

async function refund(id: string, data: OrderData<'RefundIssued'>, day: Day, documents: Documents): Promise<void> {
  const order = await documents.get<SoldOrder>(soldOrders.name, id);
  if (!order?.counted) return;
  const returnId = order.returnOf[data.refundId];
  const returned =
    returnId === undefined ? null : await documents.get<ReturnedUnits>(returnedUnits.name, returnKey(id, returnId));
  const articles = refundPortions(data.amount, await articlesOfOrder(id, documents), returned);
  const whole = { ...noFigures, refunded: data.amount };
  await addPortion(documents, { day, country: order.country, whole, articles }, 1);
}

async function articlesOfOrder(id: string, documents: Documents): Promise<readonly SoldArticle[]> {
  return (await documents.get<SoldArticles>(soldArticles.name, id))?.articles ?? [];
}
