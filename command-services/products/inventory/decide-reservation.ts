import type { InventoryEvent } from '@shop/shared-events';
import { accept, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { DeductStock, ReservationCommand, ReserveStock } from './commands.ts';
import { repeated } from './decide-book.ts';
import { deductionId } from './done.ts';
import { makeRoom } from './make-room.ts';
import { openReservation, type StockState } from './state.ts';

/** What happens to promised stock. A transition that has happened is not an error when it is asked for again. */
export function decideOnReservation(command: ReservationCommand, state: StockState): Decision<InventoryEvent> {
  const { reservationId } = command;
  switch (command.type) {
    case 'ReserveStock':
      return reserve(command, state);
    case 'ConfirmReservation':
      return confirm(reservationId, state);
    case 'ReleaseReservation':
      if (!openReservation(state, reservationId)) return nothing;
      return accept({ type: 'StockReservationReleased', data: { reservationId, reason: command.reason } });
    case 'ExpireReservation':
      if (state.confirmed.get(reservationId)) return refuse('reservation-confirmed', 'A confirmed reservation does not run out.');
      if (!state.holds.get(reservationId)) return nothing;
      return accept({ type: 'StockReservationExpired', data: { reservationId } });
    case 'DeductStock':
      return deduct(command, state);
    default:
      return command satisfies never;
  }
}

/** Refused as a whole where `available` does not cover it: `insufficient-stock`. */
function reserve({ reservationId, orderId, quantity, expiresAt, at }: ReserveStock, state: StockState): Decision<InventoryEvent> {
  const open = openReservation(state, reservationId);
  if (open) return repeated(open.quantity, quantity, 'reservation-conflict') ?? nothing;
  const over = state.done.ending(reservationId);
  if (over && over.quantity !== quantity) return repeated(over.quantity, quantity, 'reservation-conflict') ?? nothing;
  if (over?.ending === 'deducted') return nothing;
  if (over) return refuse('reservation-closed', `This reservation is ${over.ending}; a new one needs an id of its own.`);
  const room = makeRoom(quantity, at, state);
  if (!room) return refuse('insufficient-stock', 'There is not enough available.');
  return accept(...room, { type: 'StockReserved', data: { reservationId, orderId, quantity, expiresAt } });
}

function confirm(reservationId: string, state: StockState): Decision<InventoryEvent> {
  if (state.holds.get(reservationId)) return accept({ type: 'StockReservationConfirmed', data: { reservationId } });
  if (state.confirmed.get(reservationId) || state.done.ending(reservationId)?.ending === 'deducted') return nothing;
  return refuse('reservation-missing', 'There is no such reservation any more.');
}

/**
 * Never refused for lack: the goods have left. Where the book held fewer than that, the book was wrong, and
 * is put right by an adjustment in the same append. So onHand ends at 0 and never below, and on hand and the
 * reservation still fall by the same quantity.
 */
function deduct({ fulfilmentId, reservationId, quantity }: DeductStock, state: StockState): Decision<InventoryEvent> {
  const id = deductionId(fulfilmentId, reservationId);
  const again = repeated(state.done.number('deduction', id), quantity, 'reservation-conflict');
  if (again) return again;
  const reservation = state.confirmed.get(reservationId);
  if (!reservation) return notDeductible(reservationId, state);
  if (quantity > reservation.open) {
    return refuse('deduction-exceeds-reservation', `Of this reservation only ${reservation.open} are open.`);
  }
  const deducted: InventoryEvent = { type: 'StockDeducted', data: { fulfilmentId, reservationId, quantity } };
  const missing = quantity - state.onHand;
  if (missing <= 0) return accept(deducted);
  const reason = 'Dispatched more than the book held';
  return accept<InventoryEvent>(
    { type: 'StockAdjusted', data: { adjustmentId: derivedId('dispatch', id), delta: missing, reason } },
    deducted,
  );
}

function notDeductible(reservationId: string, state: StockState): Decision<InventoryEvent> {
  if (state.holds.get(reservationId)) {
    return refuse('invalid-transition', 'Only a confirmed reservation can be deducted.', {
      current: 'held',
      allowed: ['confirmed', 'released', 'expired'],
    });
  }
  return refuse('reservation-missing', 'There is no such reservation any more.');
}
