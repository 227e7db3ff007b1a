import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { type Charges, draftTotals } from '../draft-totals.ts';
import { money, totalsView } from '../views.ts';
import {
  type FulfilmentOrderView,
  type GoodsDocument,
  type LinesDocument,
  type OrderDocument,
  type OrderLineView,
  ordersCollection,
  type OrderView,
  partKeys,
  partsCollection,
} from './view.ts';

type Source = Pick<GenerationReader, 'get' | 'getMany'>;

/** An order's documents as they were read. */
export interface StoredOrder {
  readonly order: OrderDocument;
  readonly lines: readonly OrderLineView[];
  readonly goods: GoodsDocument['lines'];
}

/** Reads an order by key: its state and parts in one round, a long draft's further pages in another. Null: there is none. */
export async function readOrder(source: Source, orderId: string): Promise<StoredOrder | null> {
  const keys = [partKeys.lines(orderId), partKeys.goods(orderId), partKeys.cart(orderId, 0)] as const;
  const [order, parts] = await Promise.all([
    source.get<OrderDocument>(ordersCollection.name, orderId),
    source.getMany(partsCollection.name, keys),
  ]);
  if (!order) return null;
  const goods = (parts.get(keys[1]) as GoodsDocument | undefined)?.lines ?? {};
  const placed = parts.get(keys[0]) as LinesDocument | undefined;
  if (placed) return { order, lines: placed.lines, goods };
  const first = (parts.get(keys[2]) as LinesDocument | undefined)?.lines ?? [];
  return { order, lines: [...first, ...(await furtherLines(source, order))], goods };
}

async function furtherLines(source: Source, { id, cartPages }: OrderDocument): Promise<readonly OrderLineView[]> {
  if (cartPages < 2) return [];
  const keys = Array.from({ length: cartPages - 1 }, (_, page) => partKeys.cart(id, page + 1));
  const pages = await source.getMany<LinesDocument>(partsCollection.name, keys);
  return keys.flatMap((key) => pages.get(key)?.lines ?? []);
}

/** The order as it is answered. A draft's totals are what placing it now would give under the shop's charges. */
export function orderView({ order, lines, goods }: StoredOrder, charges: Charges): OrderView {
  const { axes, currency } = order;
  return {
    id: order.id,
    number: order.number,
    revision: order.revision,
    customerId: order.customerId,
    status: axes.status,
    payment: axes.payment,
    fulfilment: axes.fulfilment,
    return: axes.return,
    lines: lines as OrderLineView[],
    discountCode: order.discount?.code ?? null,
    totals: order.totals ?? totalsOfDraft(order, lines, charges),
    captured: money(axes.captured, currency),
    refunded: money(axes.refunded, currency),
    shippingAddress: order.shippingAddress,
    erased: order.erased,
    fulfilments: order.fulfilments.map((one) => ({ ...one, lines: [...(goods[one.fulfilmentId] ?? [])] })),
    returns: order.returns.map((one) => ({ ...one, lines: [...(goods[one.returnId] ?? [])] })),
    refunds: order.refunds,
    placedAt: order.placedAt,
    reason: order.reason,
  };
}

function totalsOfDraft(order: OrderDocument, lines: readonly OrderLineView[], charges: Charges) {
  const priced = lines.map(({ quantity, unitPrice }) => ({ quantity, unitPrice: unitPrice.amount }));
  return totalsView(draftTotals(priced, order.discount, order.agreed, charges), order.currency);
}

/** What the warehouse sees of an order: goods and where they go, no prices, totals and payment. */
export function fulfilmentView(view: OrderView): FulfilmentOrderView {
  const { payment: _payment, discountCode: _code, totals: _totals, captured: _captured, ...rest } = view;
  const { refunded: _refunded, refunds: _refunds, ...shown } = rest;
  return { ...shown, lines: view.lines.map(({ lineId, sku, name, quantity }) => ({ lineId, sku, name, quantity })) };
}
