import type { RecordedEvent } from '@shop/shared-events';
import { asOrderFact, type OrderData } from '../order-events.ts';

export interface ExpectedRow {
  orders: number;
  units: number;
  goods: number;
  discount: number;
  tax: number;
  shipping: number;
  refunded: number;
}

/** Rows as a person with the whole log in hand would add them up: order by order, nothing kept ahead. */
export function expectedSales(
  log: readonly RecordedEvent[],
  range: { readonly from: string; readonly to: string },
  by: 'day' | 'country' | 'product' | 'all',
): Map<string, ExpectedRow> {
  const rows = new Map<string, ExpectedRow>();
  const add = (key: string, day: string, added: Partial<ExpectedRow>): void => {
    if (day < range.from || day > range.to) return;
    const row = rows.get(key) ?? { orders: 0, units: 0, goods: 0, discount: 0, tax: 0, shipping: 0, refunded: 0 };
    rows.set(key, row);
    for (const [name, amount] of Object.entries(added)) row[name as keyof ExpectedRow] += amount;
  };
  for (const { placed, refunds } of sales(log)) {
    const day = localDay(placed.placedAt);
    const key = (on: string): string => (by === 'day' ? on : by === 'country' ? placed.country : 'all');
    if (by === 'product') {
      for (const sku of new Set(placed.lines.map((line) => line.sku))) add(sku, day, { orders: 1 });
      for (const { sku, quantity, lineTotal, discount, tax } of placed.lines) {
        add(sku, day, { units: quantity, goods: lineTotal, discount, tax });
      }
    } else {
      const { lines: goods, discount, tax, shipping } = placed.totals;
      const units = placed.lines.reduce((sum, { quantity }) => sum + quantity, 0);
      add(key(day), day, { orders: 1, units, goods, discount, tax, shipping });
      for (const { amount, occurredAt } of refunds) {
        add(key(localDay(occurredAt)), localDay(occurredAt), { refunded: amount });
      }
    }
  }
  return rows;
}

interface Sale {
  readonly placed: OrderData<'OrderPlaced'>;
  readonly refunds: readonly OrderData<'RefundIssued'>[];
}

function sales(log: readonly RecordedEvent[]): Sale[] {
  const streams = Map.groupBy(log.map(asOrderFact), ({ stream }) => stream);
  return [...streams.values()].flatMap((events) => {
    const types = new Set(events.map(({ type }) => type));
    const placed = events.find((event) => event.type === 'OrderPlaced');
    if (!placed || !types.has('OrderConfirmed') || types.has('OrderCancelled')) return [];
    return [{ placed: placed.data, refunds: events.filter((event) => event.type === 'RefundIssued').map(({ data }) => data) }];
  });
}

/** Year, month and day as the platform's calendar writes them for London. */
export function localDay(instant: string): string {
  return new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Europe/London' });
}
