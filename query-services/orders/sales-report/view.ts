import { z } from 'zod';
import { moneySchema } from '@shop/shared-events';
import { collection } from '../collection.ts';
import { signedMoneySchema } from '../views.ts';
import type { Day, Month } from './days.ts';
import type { Figures, PackedFigures } from './figures.ts';

export const reportKinds = ['day', 'country', 'product'] as const;
export type ReportKind = (typeof reportKinds)[number];

const rowSchema = z.strictObject({
  key: z.string(),
  orders: z.int(),
  units: z.int(),
  goods: moneySchema,
  discount: moneySchema,
  tax: moneySchema,
  shipping: moneySchema,
  gross: moneySchema,
  refunded: moneySchema,
  net: signedMoneySchema,
  averageOrderValue: moneySchema,
});
export type ReportRow = z.infer<typeof rowSchema>;
export const salesReportSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  by: z.enum(reportKinds),
  totals: rowSchema,
  items: z.array(rowSchema),
});
export type SalesReport = z.infer<typeof salesReportSchema>;

/** What is kept ahead: a month of one country, one SKU, or (`by: 'day'`) the whole shop, with its days apart. */
export type SoldMonth = {
  readonly by: ReportKind;
  readonly month: Month;
  /** Country or SKU; empty for the whole shop. */
  readonly key: string;
  readonly days: Readonly<Record<Day, PackedFigures>>;
};

/** What must be remembered of an order to count it, take it back, and know whose refund it is. */
export type SoldOrder = {
  /** Of its `placedAt`, in the shop's time zone. */
  readonly day: number;
  readonly country: string;
  /** The order as a whole, `orders` being 1. */
  readonly figures: Figures;
  readonly counted: boolean;
  /** The return a refund under way belongs to. */
  readonly returnOf: Readonly<Record<string, string>>;
};
/** A SKU of an order: units, goods, discount, tax. */
export type SoldArticle = readonly [sku: string, units: number, goods: number, discount: number, tax: number];
export type SoldArticles = { readonly articles: readonly SoldArticle[] };
export type ReturnedUnits = { readonly units: readonly (readonly [sku: string, quantity: number])[] };

export const soldMonths = collection<SoldMonth>({
  name: 'months',
  fields: { by: 'keyword', month: 'number' },
  indexed: ({ by, month }) => ({ by, month }),
  orders: [{ where: ['by'], by: 'month' }],
});
export const soldOrders = collection<SoldOrder>({ name: 'orders', fields: {}, indexed: () => ({}) });
export const soldArticles = collection<SoldArticles>({ name: 'articles', fields: {}, indexed: () => ({}) });
export const returnedUnits = collection<ReturnedUnits>({ name: 'returns', fields: {}, indexed: () => ({}) });

export function monthKey(by: ReportKind, month: Month, key: string): string {
  return `${by}.${month}.${key}`;
}
export function returnKey(orderId: string, returnId: string): string {
  return `${orderId}.${returnId}`;
}
