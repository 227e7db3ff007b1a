import type { InventoryEvent } from '@shop/shared-events';
import { reservedOf, type StockState } from './state.ts';

/**
 * The expiries that make room for this many pieces: none where they are available, null where there is no
 * way. Only holds that ran out by `at` give way, the oldest first and no more than needed. So stock is never
 * lost to a hold whose order forgot it.
 */
export function makeRoom(quantity: number, at: string, state: StockState): readonly InventoryEvent[] | null {
  // Where more is promised than there is, that much has to come free before anything is available.
  let missing = quantity - (state.onHand - reservedOf(state));
  if (missing <= 0) return [];
  const now = Date.parse(at);
  const overdue = [...state.holds]
    .map(([reservationId, { open, expiresAt }]) => ({ reservationId, open, ranOut: Date.parse(expiresAt) }))
    .filter(({ ranOut }) => ranOut <= now)
    .sort((a, b) => a.ranOut - b.ranOut || (a.reservationId < b.reservationId ? -1 : 1));
  const expiries: InventoryEvent[] = [];
  for (const { reservationId, open } of overdue) {
    if (missing <= 0) break;
    missing -= open;
    expiries.push({ type: 'StockReservationExpired', data: { reservationId } });
  }
  return missing <= 0 ? expiries : null;
}
