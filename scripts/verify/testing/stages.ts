import type { DiscountTerms } from '@shop/shared-events';
import { OrderScript } from './order-script.ts';
import type { Article, Shop } from './shop.ts';

/** A piece of a shop's life; between two yields stands at least one command. Pieces may be told side by side. */
export type Story = Generator<void, void, void>;

export interface Goods {
  readonly mug: Article;
  readonly plate: Article;
}

const terms: DiscountTerms = { code: 'TENOFF', percentOff: 10, amountOff: null };

/** What the stories sell, with more than enough stock for each. */
export function openShop(shop: Shop): Goods {
  const mug = shop.product('MUG', 1_299);
  const plate = shop.product('PLATE', 333);
  shop.stock('MUG', 1_000);
  shop.stock('PLATE', 1_000);
  shop.code('TENOFF', 10, null, null);
  return { mug, plate };
}

export function* placed(
  shop: Shop,
  { mug, plate }: Goods,
  how: { readonly discount?: boolean } = {},
): Generator<void, OrderScript, void> {
  const order = new OrderScript(shop);
  order.create();
  yield;
  order.add(mug, 1);
  order.add(plate, 3);
  yield;
  // The same article on two lines is reserved once.
  order.add(mug, 1);
  order.address();
  if (how.discount) order.discount(terms);
  yield;
  order.place();
  yield;
  return order;
}

export function* confirmed(
  shop: Shop,
  goods: Goods,
  how: { readonly discount?: boolean } = {},
): Generator<void, OrderScript, void> {
  const order = yield* placed(shop, goods, how);
  order.reserve();
  yield;
  if (how.discount) order.redeem();
  order.reserved();
  yield;
  order.authorize();
  yield;
  order.confirmHolds();
  order.confirm();
  yield;
  order.process(order.step('fulfilling', null));
  yield;
  return order;
}
