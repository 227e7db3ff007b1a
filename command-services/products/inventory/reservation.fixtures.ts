import type { InventoryEvent } from '@shop/shared-events';
import { given } from '@shop/platform/command-handling/given.ts';
import { inventoryDecider } from './decide.ts';

// What tests of reservations are written with.
export const expiresAt = '2026-01-01T00:15:00.000Z';
export const before = '2026-01-01T00:14:59.999Z';
export const registered = (onHand: number): InventoryEvent => ({
  type: 'StockItemRegistered',
  data: { sku: 'A', onHand, lowStockThreshold: 0 },
});
export const reserved = (reservationId: string, quantity: number, until = expiresAt): InventoryEvent => ({
  type: 'StockReserved',
  data: { reservationId, orderId: 'o', quantity, expiresAt: until },
});
export const confirmed = (reservationId: string): InventoryEvent => ({
  type: 'StockReservationConfirmed',
  data: { reservationId },
});
export const released = (reservationId: string): InventoryEvent => ({
  type: 'StockReservationReleased',
  data: { reservationId, reason: 'cancelled' },
});
export const expired = (reservationId: string): InventoryEvent => ({ type: 'StockReservationExpired', data: { reservationId } });
export const deducted = (fulfilmentId: string, reservationId: string, quantity: number): InventoryEvent => ({
  type: 'StockDeducted',
  data: { fulfilmentId, reservationId, quantity },
});
export const adjusted = (delta: number): InventoryEvent => ({
  type: 'StockAdjusted',
  data: { adjustmentId: 'count', delta, reason: 'count' },
});
export const soldOut: InventoryEvent = { type: 'LowStockReached', data: { available: 0, threshold: 0 } };
export const reserve = (reservationId: string, quantity: number, at = before) =>
  ({ type: 'ReserveStock', reservationId, orderId: 'o', quantity, expiresAt, at }) as const;
export const confirm = (reservationId: string) => ({ type: 'ConfirmReservation', reservationId }) as const;
export const release = (reservationId: string) => ({ type: 'ReleaseReservation', reservationId, reason: 'cancelled' }) as const;
export const expire = (reservationId: string) => ({ type: 'ExpireReservation', reservationId }) as const;
export const deduct = (fulfilmentId: string, reservationId: string, quantity: number) =>
  ({ type: 'DeductStock', fulfilmentId, reservationId, quantity }) as const;
export const item = (...past: InventoryEvent[]) => given(inventoryDecider, ...past);
