import type { InventoryEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { Told } from '../core/told.ts';
import { add, movedKey } from './quantities.ts';
import type { World } from './world.ts';

/** The book of one SKU. */
export interface StockFacts {
  onHand: number;
  /** Σ of what is open of its reservations. */
  reserved: number;
  threshold: number;
}

export interface ReservationFacts {
  readonly orderId: string;
  readonly quantity: number;
  /** What of it has neither left nor been given back. */
  open: number;
  confirmed: boolean;
}

/** The reservations of one SKU are found by this key; neither part holds a blank before the last. */
export function reservationKey(sku: string, reservationId: string): string {
  return movedKey(sku, reservationId);
}

export function foldStock(world: World, event: Told<InventoryEvent>): void {
  const sku = idOf(event.stream);
  const stock = world.stock.change(sku, () => ({ onHand: 0, reserved: 0, threshold: 0 }));
  switch (event.type) {
    case 'StockItemRegistered':
      stock.onHand = event.data.onHand;
      stock.threshold = event.data.lowStockThreshold;
      return;
    case 'StockReceived':
      stock.onHand += event.data.quantity;
      return;
    case 'StockAdjusted':
      stock.onHand += event.data.delta;
      return;
    case 'LowStockThresholdSet':
      stock.threshold = event.data.threshold;
      return;
    case 'StockReserved': {
      const { reservationId, orderId, quantity } = event.data;
      const key = reservationKey(sku, reservationId);
      stock.reserved += quantity - (world.reservations.get(key)?.open ?? 0);
      world.reservations.set(key, { orderId, quantity, open: quantity, confirmed: false });
      world.order(orderId, event).reservations.add(key);
      return;
    }
    case 'StockReservationConfirmed':
      changeReservation(world, event, 0, true);
      return;
    case 'StockReservationReleased':
    case 'StockReservationExpired':
      stock.reserved -= changeReservation(world, event, Infinity);
      return;
    case 'StockDeducted': {
      const { fulfilmentId, quantity, reservationId } = event.data;
      stock.onHand -= quantity;
      stock.reserved -= changeReservation(world, event, quantity);
      const orderId = world.reservations.get(reservationKey(sku, reservationId))?.orderId;
      if (orderId !== undefined) add(world.order(orderId, event).deducted, movedKey(fulfilmentId, sku), quantity);
      return;
    }
    case 'StockRestocked': {
      const { returnId, orderId, quantity, disposition } = event.data;
      if (disposition === 'restock') stock.onHand += quantity;
      add(world.order(orderId, event).restocked, movedKey(returnId, sku, disposition), quantity);
      return;
    }
    case 'LowStockReached':
    case 'StockShortfallDetected':
      return;
    default:
      event satisfies never;
  }
}

/** Takes up to `quantity` from what is open of the reservation; answers how much that was. */
function changeReservation(
  world: World,
  event: Told<Extract<InventoryEvent, { data: { reservationId: string } }>>,
  quantity: number,
  confirm = false,
): number {
  const key = reservationKey(idOf(event.stream), event.data.reservationId);
  if (!world.reservations.get(key)) return 0;
  const reservation = world.reservations.change(key, () => ({ orderId: '', quantity: 0, open: 0, confirmed: false }));
  const taken = Math.min(quantity, reservation.open);
  reservation.open -= taken;
  if (confirm) reservation.confirmed = true;
  world.order(reservation.orderId, event);
  return taken;
}
