import { OrderScript } from './order-script.ts';
import type { Shop } from './shop.ts';
import { confirmed, type Goods, placed, type Story } from './stages.ts';

export function* soldOut(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods, { discount: true });
  const [held] = order.articles;
  order.reserve(held ? [held] : []);
  yield;
  const rejection = { code: 'out_of_stock' as const, skus: ['PLATE'] };
  order.process(order.step('rejecting', order.soon(), { rejection }));
  order.release(held ? [held] : []);
  yield;
  order.reject(rejection);
  order.process(order.end('rejected'));
}

export function* declined(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods, { discount: true });
  order.reserve();
  order.redeem();
  order.reserved();
  yield;
  order.decline();
  order.process(order.step('payment-retry', order.soon(900_000)));
  yield;
  order.retry('tok_declined');
  order.decline();
  order.process(order.step('payment-retry', order.soon(900_000)));
  yield;
  order.retry('tok_declined');
  order.decline({ type: 'OrderRejected', data: { reason: { code: 'payment_declined' } } });
  order.process(order.step('rejecting', order.soon(), { rejection: { code: 'payment_declined' } }));
  yield;
  order.release();
  order.returnRedemption();
  order.process(order.end('rejected'));
}

export function* cancelled(shop: Shop, goods: Goods): Story {
  const order = yield* confirmed(shop, goods, { discount: true });
  order.person({ type: 'OrderCancelled', data: { reason: null, occurredAt: shop.log.instant() } });
  yield;
  order.process(order.step('cancelling', order.soon()));
  order.release();
  yield;
  order.returnRedemption();
  order.voidPayment();
  yield;
  order.process(order.end('cancelled'));
}

export function* expired(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods);
  order.reserve();
  order.reserved();
  order.decline();
  order.process(order.step('payment-retry', order.soon(900_000)));
  yield;
  const elapsed = { type: 'FulfilmentDeadlineElapsed', data: { step: 'payment-retry', deadline: order.soon() } } as const;
  order.process(elapsed, order.step('expiring', order.soon()));
  order.told({ type: 'OrderExpired', data: {} });
  yield;
  order.expireHolds();
  order.process(order.end('expired'));
}

export function* leftCarts(shop: Shop, { mug, plate }: Goods): Story {
  const left = new OrderScript(shop);
  left.create();
  left.add(mug, 1);
  left.add(plate, 2);
  left.rework(4);
  yield;
  const given = new OrderScript(shop);
  given.create();
  given.person({ type: 'OrderCancelled', data: { reason: 'no', occurredAt: shop.log.instant() } });
}

/** The customer is faster than the process's notes: pays anew, then cancels, before it has written what it waits for. */
export function* hurried(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods);
  order.reserve();
  order.reserved();
  order.decline();
  order.retry('tok_ok');
  order.process(order.step('payment-retry', order.soon(900_000)));
  yield;
  order.authorize();
  order.confirmHolds();
  order.confirm();
  order.person({ type: 'OrderCancelled', data: { reason: 'changed my mind', occurredAt: shop.log.instant() } });
  order.process(order.step('fulfilling', null));
  yield;
  order.process(order.step('cancelling', order.soon()));
  order.release();
  order.voidPayment();
  order.process(order.end('cancelled'));
}
