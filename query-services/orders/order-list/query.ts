import type { Condition, Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import type { Charges } from '../draft-totals.ts';
import type { OrderAxes } from '../order-axes.ts';
import { money } from '../views.ts';
import { type FulfilmentListedView, type ListedOrder, listedTotal, type ListedOrderView, listName } from './view.ts';

/** What a list is narrowed by. Instants in epoch milliseconds, amounts in minor units, bounds inclusive. */
export interface OrderFilter {
  readonly status?: OrderAxes['status'] | undefined;
  readonly payment?: OrderAxes['payment'] | undefined;
  readonly fulfilment?: OrderAxes['fulfilment'] | undefined;
  readonly return?: OrderAxes['return'] | undefined;
  readonly customerId?: string | undefined;
  readonly placedFrom?: number | undefined;
  readonly placedTo?: number | undefined;
  readonly minTotal?: number | undefined;
  readonly maxTotal?: number | undefined;
  /** Only orders that were confirmed once. */
  readonly onceConfirmed?: boolean;
}

export const orderSorts = ['-placedAt', 'placedAt', 'total', '-total'] as const;
export type OrderSort = (typeof orderSorts)[number];

/** The conditions of a filter. Drafts are found only where drafts are asked for. */
export function orderConditions(filter: OrderFilter): Readonly<Record<string, Condition>> {
  const where: Record<string, Condition> = { listed: { eq: filter.status === 'draft' ? 'draft' : 'order' } };
  for (const field of ['customerId', 'status', 'payment', 'fulfilment', 'return'] as const) {
    const value = filter[field];
    if (value !== undefined) where[field] = { eq: value };
  }
  if (filter.onceConfirmed) where['released'] = { eq: 'yes' };
  const placedAt = range(filter.placedFrom, filter.placedTo);
  const total = range(filter.minTotal, filter.maxTotal);
  return { ...where, ...(placedAt ? { placedAt } : {}), ...(total ? { total } : {}) };
}

/** Orders in the order asked for. */
export function findOrders(
  reader: GenerationReader,
  query: {
    readonly where: Readonly<Record<string, Condition>>;
    readonly sort: OrderSort;
    readonly after?: Place | undefined;
    readonly limit: number;
  },
): Promise<readonly Found<ListedOrder>[]> {
  const { where, sort, after, limit } = query;
  const by = { by: sort.replace('-', ''), descending: sort.startsWith('-') };
  return reader.find(listName, { where, sort: by, limit, ...(after ? { after } : {}) });
}

export function listedView(order: ListedOrder, charges: Charges): ListedOrderView {
  const { id, number, customerId, axes, currency, placedAt } = order;
  const { status, payment, fulfilment } = axes;
  const total = money(listedTotal(order, charges), currency);
  return { id, number, customerId, status, payment, fulfilment, return: axes.return, total, placedAt };
}

/** The same without payment and total. */
export function fulfilmentListedView({ id, number, customerId, axes, placedAt }: ListedOrder): FulfilmentListedView {
  return { id, number, customerId, status: axes.status, fulfilment: axes.fulfilment, return: axes.return, placedAt };
}

function range(gte: number | undefined, lte: number | undefined): Condition | null {
  if (gte === undefined && lte === undefined) return null;
  return { ...(gte === undefined ? {} : { gte }), ...(lte === undefined ? {} : { lte }) };
}
