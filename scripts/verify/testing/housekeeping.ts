import { gbp, type Shop } from './shop.ts';
import type { Story } from './stages.ts';

/** Stock by the book: receipts, counts, a threshold that is passed, a shortfall and its end. */
export function* stocktaking(shop: Shop): Story {
  const { log } = shop;
  const stream = 'inventory-BOWL';
  const key = log.id();
  shop.stock('BOWL', 5, 2);
  log.person(stream, { type: 'StockReceived', data: { receiptId: key, quantity: 3, reference: null } });
  yield;
  const bowl = shop.product('BOWL', 750);
  const order = log.id();
  log.person(`order-${order}`, {
    type: 'OrderCreated',
    data: { orderId: order, customerId: 'alice', currency: 'GBP', agreement: null },
  });
  yield;
  log.person(
    stream,
    { type: 'StockAdjusted', data: { adjustmentId: log.id(), delta: -6, reason: 'broken' } },
    { type: 'LowStockReached', data: { available: 2, threshold: 2 } },
  );
  log.person(stream, { type: 'StockAdjusted', data: { adjustmentId: log.id(), delta: 4, reason: 'found' } });
  log.person(
    stream,
    { type: 'LowStockThresholdSet', data: { threshold: 7 } },
    { type: 'LowStockReached', data: { available: 6, threshold: 7 } },
  );
  yield;
  shop.edit(bowl.productId, { type: 'ProductPriceChanged', data: { sku: 'BOWL', price: gbp(800), previousPrice: gbp(750) } });
}

/** A product whose slug and variants change, that goes and comes back; and a claim that was never used. */
export function* catalogue(shop: Shop): Story {
  const { log } = shop;
  const { productId } = shop.product('TRAY', 1_000);
  yield;
  log.machine('sku-TRAY-L', { type: 'SkuClaimed', data: { sku: 'TRAY-L', productId } });
  shop.edit(productId, { type: 'VariantAdded', data: { variant: { sku: 'TRAY-L', options: { size: 'L' }, price: null } } });
  shop.edit(productId, { type: 'ProductPriceChanged', data: { sku: 'TRAY-L', price: gbp(1_500), previousPrice: null } });
  yield;
  log.machine('slug-big-tray', { type: 'SlugClaimed', data: { slug: 'big-tray', productId } });
  shop.edit(productId, { type: 'ProductDetailsUpdated', data: { slug: 'big-tray', name: 'Big tray' } });
  log.machine('slug-thing-tray', { type: 'SlugReleased', data: { slug: 'thing-tray', productId } });
  shop.edit(productId, { type: 'ProductArchived', data: {} });
  shop.edit(productId, { type: 'ProductPublished', data: {} });
  yield;
  const gone = log.id();
  log.machine('sku-LID', { type: 'SkuClaimed', data: { sku: 'LID', productId: gone } });
  log.machine(`product-${gone}`, { type: 'ProductClaimForfeited', data: { name: 'sku-LID', claimRevision: 0 } });
  yield;
  const next = shop.product('MAT', 300).productId;
  log.machine(
    'sku-LID',
    { type: 'SkuReleased', data: { sku: 'LID', productId: gone } },
    { type: 'SkuClaimed', data: { sku: 'LID', productId: next } },
  );
  shop.edit(next, { type: 'VariantAdded', data: { variant: { sku: 'LID', options: {}, price: null } } });
}

/** An erasure, a replay, a parked stream, a key bound to its stream, and the process's own notes. */
export function* operations(shop: Shop): Story {
  const { log } = shop;
  log.person('customer-bob', { type: 'CustomerErasureRequested', data: { customerId: 'bob' } });
  log.machine('customer-bob', { type: 'CustomerErased', data: { customerId: 'bob' } });
  yield;
  const operationId = log.id();
  log.person(`operation-${operationId}`, { type: 'ProjectionReplayRequested', data: { operationId, projection: 'order-list' } });
  log.machine(`operation-${operationId}`, {
    type: 'ProjectionReplayCompleted',
    data: { projection: 'order-list', generation: 2, events: 10 },
  });
  yield;
  log.machine('idempotencyKey-abc', { type: 'IdempotencyKeyBound', data: { stream: 'inventory-CUP' } });
  log.machine('idempotencyKey-abc', { type: 'IdempotencyKeyFreed', data: { stream: 'inventory-CUP' } });
}
