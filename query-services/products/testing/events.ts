import type { InventoryEvent, Money, ProductEvent, Variant } from '@shop/shared-events';

/** A valid product id for tests. */
export function productId(n: number): string {
  return `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

export function pounds(amount: number): Money {
  return { amount, currency: 'GBP' };
}

/** A variant; `price` in minor units, null for none. */
export function variant(sku: string, price: number | null = 1_000, options: Variant['options'] = {}): Variant {
  return { sku, options, price: price === null ? null : pounds(price) };
}

export function created(id: string, more: Partial<Extract<ProductEvent, { type: 'ProductCreated' }>['data']> = {}): ProductEvent {
  const name = more.name ?? 'Tea pot';
  const slug = more.slug ?? `product-${Number(id.slice(-12))}`;
  return {
    type: 'ProductCreated',
    data: { productId: id, description: '', category: null, variants: [], ...more, name, slug },
  };
}

export const published: ProductEvent = { type: 'ProductPublished', data: {} };
export const archived: ProductEvent = { type: 'ProductArchived', data: {} };

export function registered(sku: string, onHand: number, lowStockThreshold = 0): InventoryEvent {
  return { type: 'StockItemRegistered', data: { sku, onHand, lowStockThreshold } };
}

export function received(quantity: number, reference: string | null = null): InventoryEvent {
  return { type: 'StockReceived', data: { receiptId: 'receipt', quantity, reference } };
}

export function adjusted(delta: number): InventoryEvent {
  return { type: 'StockAdjusted', data: { adjustmentId: 'adjustment', delta, reason: 'counted' } };
}

export function reserved(reservationId: string, quantity: number): InventoryEvent {
  const expiresAt = '2026-03-01T10:00:00.000Z';
  return { type: 'StockReserved', data: { reservationId, orderId: `order-of-${reservationId}`, quantity, expiresAt } };
}

export function confirmed(reservationId: string): InventoryEvent {
  return { type: 'StockReservationConfirmed', data: { reservationId } };
}

export function released(reservationId: string): InventoryEvent {
  return { type: 'StockReservationReleased', data: { reservationId, reason: 'cancelled' } };
}

export function expired(reservationId: string): InventoryEvent {
  return { type: 'StockReservationExpired', data: { reservationId } };
}

export function deducted(reservationId: string, quantity: number): InventoryEvent {
  return { type: 'StockDeducted', data: { fulfilmentId: `fulfilment-of-${reservationId}`, reservationId, quantity } };
}

export function restocked(quantity: number, disposition: 'restock' | 'damaged' = 'restock'): InventoryEvent {
  return { type: 'StockRestocked', data: { returnId: 'return', orderId: 'order', quantity, disposition } };
}
