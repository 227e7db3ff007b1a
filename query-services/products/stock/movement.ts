import type { InventoryEvent } from '@shop/shared-events';
import type { StockFigures } from './availability.ts';

/** A reservation that is still open: what of it has not left the house yet. */
export type Hold = { readonly orderId: string; readonly quantity: number };

/** What an event does to the stock of its SKU. */
export interface Movement {
  /** Change of what is on hand. */
  readonly onHand: number;
  /** Change of the sum of open reservations. */
  readonly reserved: number;
  readonly lowStockThreshold?: number;
  /** The event's reservation afterwards, `null` once it is closed; absent where no reservation is touched. */
  readonly hold?: Hold | null;
}

/** The reservation an event is about; null for the others and for those that change none (a confirmation). */
export function reservationMoved(event: InventoryEvent): string | null {
  switch (event.type) {
    case 'StockReserved':
    case 'StockReservationReleased':
    case 'StockReservationExpired':
    case 'StockDeducted':
      return event.data.reservationId;
    default:
      return null;
  }
}

/**
 * The movement an event makes, given its reservation as it was before; null where no figure changes.
 * Closing a reservation gives back what is left of it; goods that leave shrink it by their quantity.
 */
export function movementOf(event: InventoryEvent, before: Hold | null): Movement | null {
  switch (event.type) {
    case 'StockItemRegistered':
      return { onHand: event.data.onHand, reserved: 0, lowStockThreshold: event.data.lowStockThreshold };
    case 'StockReceived':
      return { onHand: event.data.quantity, reserved: 0 };
    case 'StockAdjusted':
      return { onHand: event.data.delta, reserved: 0 };
    case 'StockReserved': {
      const { orderId, quantity } = event.data;
      return { onHand: 0, reserved: quantity - (before?.quantity ?? 0), hold: { orderId, quantity } };
    }
    case 'StockReservationReleased':
    case 'StockReservationExpired':
      return { onHand: 0, reserved: -(before?.quantity ?? 0), hold: null };
    case 'StockDeducted':
      return deduction(event.data.quantity, before);
    case 'StockRestocked':
      return { onHand: event.data.disposition === 'restock' ? event.data.quantity : 0, reserved: 0 };
    case 'LowStockThresholdSet':
      return { onHand: 0, reserved: 0, lowStockThreshold: event.data.threshold };
    default:
      return null;
  }
}

function deduction(quantity: number, before: Hold | null): Movement {
  if (!before) return { onHand: -quantity, reserved: 0 };
  const left = before.quantity - quantity;
  const hold = left > 0 ? { ...before, quantity: left } : null;
  return { onHand: -quantity, reserved: (hold?.quantity ?? 0) - before.quantity, hold };
}

/** The figures after a movement. */
export function moved(figures: StockFigures, movement: Movement): StockFigures {
  return {
    onHand: figures.onHand + movement.onHand,
    reserved: figures.reserved + movement.reserved,
    lowStockThreshold: movement.lowStockThreshold ?? figures.lowStockThreshold,
  };
}
