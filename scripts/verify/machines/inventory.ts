import type { InventoryEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import { reservationKey } from '../facts/stock-facts.ts';
import type { Machine, Move } from './machine.ts';

const registered = { item: 'registered' };

/** A stock item (docs/domain.md, "InventoryItem"): every transition happens once by its id. */
export const inventoryMachine: Machine<InventoryEvent> = {
  StockItemRegistered: { when: { item: 'none' }, then: registered },
  StockReceived: { when: registered, moves: ({ data }) => [once('receipt', data.receiptId)] },
  StockAdjusted: { when: registered, moves: ({ data }) => [once('adjustment', data.adjustmentId)] },
  StockReserved: { when: registered, moves: ({ data }) => [reservation(data.reservationId, 'none', 'held')] },
  StockReservationConfirmed: { when: registered, moves: ({ data }) => [reservation(data.reservationId, 'held', 'confirmed')] },
  StockReservationReleased: {
    when: registered,
    moves: ({ data }) => [reservation(data.reservationId, 'held confirmed', 'released')],
  },
  StockReservationExpired: { when: registered, moves: ({ data }) => [reservation(data.reservationId, 'held', 'expired')] },
  StockDeducted: {
    when: registered,
    moves: ({ data: { reservationId, fulfilmentId, quantity }, stream }, world) => {
      const open = world.reservations.get(reservationKey(idOf(stream), reservationId))?.open ?? 0;
      const left = open - quantity;
      return [
        once('deduction', `${fulfilmentId} ${reservationId}`),
        reservation(reservationId, 'confirmed', left > 0 ? 'confirmed' : 'deducted'),
      ];
    },
  },
  StockRestocked: { when: registered, moves: ({ data }) => [once('restocking', `${data.returnId} ${data.disposition}`)] },
  LowStockThresholdSet: { when: registered },
  LowStockReached: { when: registered },
  StockShortfallDetected: { when: registered },
};

function once(part: string, id: string): Move {
  return { part, id, from: 'none', to: 'done' };
}

function reservation(id: string, from: string, to: string): Move {
  return { part: 'reservation', id, from, to };
}
