import { idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { reservationKey } from '../facts/stock-facts.ts';

/**
 * Invariant 5, event by event: nothing is reserved beyond what is available, nothing is given back or deducted
 * beyond what is open, and the book never goes below 0. That what is promised exceeds the book only where that
 * was told is {@link stockWarnings}.
 */
export const stockCoversReservations: Check = {
  number: '5',
  title: 'at every prefix of the log reserved ≤ on hand unless a shortfall was told, on hand ≥ 0',
  before(event, world, tell) {
    const { stream, revision } = event;
    const sku = idOf(stream);
    const { onHand, reserved } = world.stock.get(sku) ?? { onHand: 0, reserved: 0 };
    switch (event.type) {
      case 'StockReserved':
        if (reserved + event.data.quantity > onHand) {
          tell(stream, revision, `${event.data.quantity} reserved where ${Math.max(0, onHand - reserved)} were available`);
        }
        return;
      case 'StockAdjusted':
        if (onHand + event.data.delta < 0) tell(stream, revision, `on hand falls to ${onHand + event.data.delta}`);
        return;
      case 'StockDeducted': {
        const { reservationId, quantity } = event.data;
        const open = world.reservations.get(reservationKey(sku, reservationId))?.open ?? 0;
        if (quantity > open) tell(stream, revision, `${quantity} deducted where ${open} were reserved`);
        if (quantity > onHand) tell(stream, revision, `on hand falls to ${onHand - quantity}`);
        return;
      }
      default:
        return;
    }
  },
};
