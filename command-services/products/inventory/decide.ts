import type { InventoryEvent } from '@shop/shared-events';
import { accept, type Decider, type Decision, refuse } from '@shop/platform/command-handling/decider.ts';
import type { InventoryCommand, RegisterStockItem } from './commands.ts';
import { decideOnBook } from './decide-book.ts';
import { decideOnReservation } from './decide-reservation.ts';
import { availableOf, evolve, noStockItem, shortfallOf, type StockState } from './state.ts';

/**
 * The rules of a stock item. `available = onHand − Σ open reservations` is never negative and never promised
 * twice; every transition is recognised by its own id and done once.
 */
export const inventoryDecider: Decider<StockState, InventoryCommand, InventoryEvent> = { initial: noStockItem, decide, evolve };

function decide(command: InventoryCommand, state: StockState): Decision<InventoryEvent> {
  const decision = decideBare(command, state);
  if ('refused' in decision || decision.events.length === 0 || !state.registered) return decision;
  return accept(...decision.events, ...warnings(state, decision.events.reduce(evolve, state)));
}

function decideBare(command: InventoryCommand, state: StockState): Decision<InventoryEvent> {
  if (command.type === 'RegisterStockItem') return register(command, state);
  if (!state.registered) return refuse('not-found', 'There is no stock item of this SKU.');
  switch (command.type) {
    case 'ReceiveStock':
    case 'AdjustStock':
    case 'RestockReturn':
    case 'SetLowStockThreshold':
      return decideOnBook(command, state);
    case 'ReserveStock':
    case 'ConfirmReservation':
    case 'ReleaseReservation':
    case 'ExpireReservation':
    case 'DeductStock':
      return decideOnReservation(command, state);
    default:
      return command satisfies never;
  }
}

function register({ type: _, ...item }: RegisterStockItem, state: StockState): Decision<InventoryEvent> {
  if (state.registered) return refuse('already-exists', 'This SKU is a stock item already.', { sku: item.sku });
  return accept({ type: 'StockItemRegistered', data: item });
}

/**
 * What staff must hear of: available fell from above the threshold to it or below (or the threshold rose
 * past it), and more is promised than there is by more than before.
 */
function warnings(before: StockState, after: StockState): InventoryEvent[] {
  const events: InventoryEvent[] = [];
  const shortfall = shortfallOf(after);
  if (shortfall > shortfallOf(before)) events.push({ type: 'StockShortfallDetected', data: { shortfall } });
  if (isLow(after) && !isLow(before)) {
    events.push({ type: 'LowStockReached', data: { available: availableOf(after), threshold: after.lowStockThreshold } });
  }
  return events;
}

const isLow = (state: StockState): boolean => availableOf(state) <= state.lowStockThreshold;
