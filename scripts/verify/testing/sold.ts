import { OrderScript } from './order-script.ts';
import { gbp, type Shop } from './shop.ts';
import { confirmed, type Goods, placed, type Story } from './stages.ts';
import type { DiscountTerms } from '@shop/shared-events';

export function* bought(shop: Shop, goods: Goods): Story {
  const order = yield* confirmed(shop, goods, { discount: true });
  const first = [{ sku: 'MUG', quantity: 1 }];
  const firstId = order.dispatch(first);
  order.deduct(firstId, first);
  yield;
  order.capture({ failFirst: true });
  order.process(order.step('settling', order.soon(), { attempt: 1 }), order.step('fulfilling', null));
  yield;
  const rest = [
    { sku: 'MUG', quantity: 1 },
    { sku: 'PLATE', quantity: 3 },
  ];
  const restId = order.dispatch(rest);
  order.deduct(restId, rest);
  yield;
  order.deliver(firstId);
  order.deliver(restId);
  order.told({ type: 'OrderCompleted', data: {} });
  order.process(order.end('completed'));
  yield;
  const returnId = order.sendBack([{ sku: 'PLATE', quantity: 2 }]);
  order.receive(returnId, 'PLATE', 1, 'restock');
  yield;
  const refused = shop.log.id();
  const unwanted = { returnId: refused, lines: [{ sku: 'MUG', quantity: 1 }], reason: 'changed my mind' };
  order.person({ type: 'ReturnRequested', data: unwanted });
  order.person({ type: 'ReturnRejected', data: { returnId: refused, reason: 'used' } });
  order.goodwill(100);
  order.goodwill(50, { fail: true });
}

export function* damaged(shop: Shop, goods: Goods): Story {
  const order = yield* confirmed(shop, goods);
  const id = order.dispatch(order.articles);
  order.deduct(id, order.articles);
  order.capture();
  yield;
  order.receive(order.sendBack([{ sku: 'PLATE', quantity: 3 }]), 'PLATE', 3, 'damaged');
}

export function* retried(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods);
  order.reserve();
  order.reserved();
  order.decline();
  order.process(order.step('payment-retry', order.soon(900_000)));
  yield;
  order.retry('tok_ok');
  order.authorize();
  order.confirmHolds();
  order.confirm();
  order.process(order.step('fulfilling', null));
}

export function* heldAgain(shop: Shop, goods: Goods): Story {
  const order = yield* placed(shop, goods);
  order.reserve();
  order.reserved();
  order.expireHolds();
  yield;
  order.authorize();
  const skus = order.articles.map(({ sku }) => sku);
  order.process(order.step('confirming', order.soon(), { heldAgain: skus }));
  yield;
  const second = `${order.orderId}-2`;
  order.reserve(order.articles, second);
  order.confirmHolds(order.articles, second);
  order.confirm();
  order.process(order.step('fulfilling', null));
  yield;
  const id = order.dispatch(order.articles);
  order.deduct(id, order.articles, second);
  order.capture();
}

export function* amountOff(shop: Shop, { mug, plate }: Goods): Story {
  const code: DiscountTerms = { code: 'FIVER', percentOff: null, amountOff: gbp(500) };
  shop.code('FIVER', null, gbp(500), 1);
  const order = new OrderScript(shop);
  order.create();
  order.add(mug, 1);
  order.add(plate, 7);
  order.add(plate, 1);
  order.rework(2);
  yield;
  order.address();
  order.discount(code);
  order.place();
  order.reserve();
  yield;
  order.redeem();
  order.reserved();
  order.authorize();
  order.confirmHolds();
  order.confirm();
  order.process(order.step('fulfilling', null));
  shop.log.person('discountCode-FIVER', { type: 'DiscountCodeWithdrawn', data: {} });
}

/** Staff bring in an old order: one command, a price, a date and charges of their own. */
export function* agreed(shop: Shop, { mug }: Goods): Story {
  const order = new OrderScript(shop);
  order.placeAgreed(mug, 4, 1_001, { shipping: 250, taxRate: 500 });
  order.reserve();
  order.reserved();
  yield;
  order.authorize();
  order.confirmHolds();
  order.confirm();
  order.process(order.step('fulfilling', null));
  yield;
  const id = order.dispatch(order.articles);
  order.deduct(id, order.articles);
  order.capture();
  yield;
  order.deliver(id);
  order.told({ type: 'OrderCompleted', data: {} });
  order.process(order.end('completed'));
  order.receive(order.sendBack([{ sku: 'MUG', quantity: 4 }]), 'MUG', 3, 'restock');
}

/** A count finds less than is promised; the goods are found when they leave. */
export function* shortOfStock(shop: Shop): Story {
  const { log } = shop;
  const stream = 'inventory-JUG';
  const jug = shop.product('JUG', 2_500);
  shop.stock('JUG', 4, 1);
  yield;
  const order = new OrderScript(shop);
  order.create();
  order.add(jug, 2);
  order.address();
  order.place();
  order.reserve();
  order.reserved();
  yield;
  log.person(
    stream,
    { type: 'StockAdjusted', data: { adjustmentId: log.id(), delta: -3, reason: 'stocktake' } },
    { type: 'StockShortfallDetected', data: { shortfall: 1 } },
    { type: 'LowStockReached', data: { available: 0, threshold: 1 } },
  );
  order.authorize();
  order.confirmHolds();
  order.confirm();
  order.process(order.step('fulfilling', null));
  yield;
  const fulfilmentId = order.dispatch(order.articles);
  log.machine(
    stream,
    { type: 'StockAdjusted', data: { adjustmentId: log.id(), delta: 1, reason: 'dispatched more than the book held' } },
    { type: 'StockDeducted', data: { fulfilmentId, reservationId: order.orderId, quantity: 2 } },
  );
  order.capture();
  log.person(stream, { type: 'StockReceived', data: { receiptId: log.id(), quantity: 9, reference: 'PO 7' } });
  log.person(
    stream,
    { type: 'LowStockThresholdSet', data: { threshold: 9 } },
    { type: 'LowStockReached', data: { available: 9, threshold: 9 } },
  );
}
