import { type Category, categoryOf, idOf, streamName } from '@shop/shared-events';
import type { World } from '../facts/world.ts';

/** What is known of the documents of one projection: one for each stream of a category, by the stream's id. */
export interface DocumentFacts {
  readonly projection: string;
  readonly collection: string;
  readonly category: Category;
  ids(world: World): Iterable<string>;
  /** Values that the document of this id must show, by their paths in it. */
  of(id: string, world: World): Readonly<Record<string, unknown>>;
}

/** What read models show and a reader of the log can work out without them. */
export const documentFacts: readonly DocumentFacts[] = [
  {
    projection: 'order-detail',
    collection: 'orders',
    category: 'order',
    ids: (world) => idsOf('order', world),
    of: (id, world) => {
      const order = world.orders.get(id);
      return {
        ...axes(id, world),
        'axes.captured': order?.captured ?? 0,
        'axes.refunded': order?.refunded ?? 0,
        customerId: order?.customerId ?? '',
        'totals.total.amount': order?.placed?.totals.total,
      };
    },
  },
  {
    projection: 'order-list',
    collection: 'orders',
    category: 'order',
    ids: (world) => idsOf('order', world),
    of: (id, world) => {
      const placed = world.orders.get(id)?.placed;
      return { ...axes(id, world), ...(placed ? { total: placed.totals.total, number: placed.number } : {}) };
    },
  },
  {
    projection: 'stock-levels',
    collection: 'levels',
    category: 'inventory',
    ids: (world) => idsOf('inventory', world),
    of: (sku, world) => {
      const { onHand = 0, reserved = 0, threshold = 0 } = world.stock.get(sku) ?? {};
      const [available, shortfall] = [Math.max(0, onHand - reserved), Math.max(0, reserved - onHand)];
      return { sku, onHand, reserved, available, shortfall, lowStockThreshold: threshold };
    },
  },
  {
    projection: 'discount-codes',
    collection: 'codes',
    category: 'discountCode',
    ids: (world) => idsOf('discountCode', world),
    of: (code, world) => ({
      status: world.axis(streamName('discountCode', code), 'status'),
      redemptions: world.codes.get(code)?.held ?? 0,
    }),
  },
  {
    projection: 'product-detail',
    collection: 'products',
    category: 'product',
    ids: (world) => createdProducts(world),
    of: (id, world) => ({ status: world.axis(streamName('product', id), 'status'), slug: world.products.get(id)?.slug }),
  },
];

function axes(orderId: string, world: World): Record<string, string> {
  const stream = streamName('order', orderId);
  const names = ['status', 'payment', 'fulfilment', 'return'];
  return Object.fromEntries(names.map((name) => [`axes.${name}`, world.axis(stream, name)]));
}

function* idsOf(category: Category, world: World): Iterable<string> {
  for (const [stream] of world.heads.entries()) if (categoryOf(stream) === category) yield idOf(stream);
}

/** A stream that only says which claims were forfeited is no product. */
function* createdProducts(world: World): Iterable<string> {
  for (const id of idsOf('product', world)) if (world.axis(streamName('product', id), 'status') !== 'none') yield id;
}
