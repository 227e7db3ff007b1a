import type { InventoryEvent } from '@shop/shared-events';
import { deductionId, Done, type Ending, restockingId } from './done.ts';
import { type Reservation, Reservations } from './reservations.ts';

/** A stock item, from the events of `inventory-{sku}`. */
export interface StockState {
  readonly registered: boolean;
  readonly sku: string;
  /** Pieces on the shelf by the book; never negative. */
  readonly onHand: number;
  readonly lowStockThreshold: number;
  /** Reservations that run out unless they are confirmed. */
  readonly holds: Reservations;
  /** Reservations that stay until their goods leave. */
  readonly confirmed: Reservations;
  readonly done: Done;
}

export const noStockItem: StockState = {
  registered: false,
  sku: '',
  onHand: 0,
  lowStockThreshold: 0,
  holds: Reservations.none,
  confirmed: Reservations.none,
  done: Done.nothing,
};

/** Σ open reservations. */
export function reservedOf(state: StockState): number {
  return state.holds.total + state.confirmed.total;
}

/** What can still be promised: onHand − Σ open reservations, 0 where more is promised than there is. */
export function availableOf(state: StockState): number {
  return Math.max(0, state.onHand - reservedOf(state));
}

/** How much more is promised than there is. */
export function shortfallOf(state: StockState): number {
  return Math.max(0, reservedOf(state) - state.onHand);
}

export function evolve(state: StockState, event: InventoryEvent): StockState {
  switch (event.type) {
    case 'StockItemRegistered':
      return { ...state, registered: true, ...event.data };
    case 'StockReceived': {
      const { receiptId, quantity } = event.data;
      return {
        ...state,
        onHand: state.onHand + quantity,
        done: state.done.withNumber('receipt', receiptId, quantity),
      };
    }
    case 'StockAdjusted': {
      const { adjustmentId, delta } = event.data;
      return { ...state, onHand: state.onHand + delta, done: state.done.withNumber('adjustment', adjustmentId, delta) };
    }
    case 'StockReserved': {
      const { reservationId, orderId, quantity, expiresAt } = event.data;
      return { ...state, holds: state.holds.with(reservationId, { orderId, quantity, open: quantity, expiresAt }) };
    }
    case 'StockReservationConfirmed':
      return confirm(state, event.data.reservationId);
    case 'StockReservationReleased':
      return end(state, event.data.reservationId, 'released');
    case 'StockReservationExpired':
      return end(state, event.data.reservationId, 'expired');
    case 'StockDeducted':
      return deduct(state, event.data);
    case 'StockRestocked': {
      const { returnId, quantity, disposition } = event.data;
      const done = state.done.withNumber('restocking', restockingId(returnId, disposition), quantity);
      return { ...state, onHand: disposition === 'restock' ? state.onHand + quantity : state.onHand, done };
    }
    case 'LowStockThresholdSet':
      return { ...state, lowStockThreshold: event.data.threshold };
    case 'LowStockReached':
    case 'StockShortfallDetected':
      return state;
    default:
      return event satisfies never;
  }
}

function confirm(state: StockState, id: string): StockState {
  const hold = state.holds.get(id);
  return hold ? { ...state, holds: state.holds.without(id), confirmed: state.confirmed.with(id, hold) } : state;
}

function end(state: StockState, id: string, ending: Ending): StockState {
  const reservation = openReservation(state, id);
  if (!reservation) return state;
  const done = state.done.withEnding(id, reservation.quantity, ending);
  return { ...state, holds: state.holds.without(id), confirmed: state.confirmed.without(id), done };
}

function deduct(
  state: StockState,
  { reservationId, fulfilmentId, quantity }: { reservationId: string; fulfilmentId: string; quantity: number },
): StockState {
  const done = state.done.withNumber('deduction', deductionId(fulfilmentId, reservationId), quantity);
  const after = { ...state, onHand: state.onHand - quantity, done };
  const reservation = state.confirmed.get(reservationId);
  if (!reservation) return after;
  const open = reservation.open - quantity;
  if (open === 0) return end(after, reservationId, 'deducted');
  return { ...after, confirmed: state.confirmed.with(reservationId, { ...reservation, open }) };
}

/** The reservation, held or confirmed, as long as some of it is open. */
export function openReservation(state: StockState, id: string): Reservation | undefined {
  return state.holds.get(id) ?? state.confirmed.get(id);
}
