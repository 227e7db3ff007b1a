import type { Hold } from './messages.ts';

/** The id of an order's first or second reservation. */
export function reservationIdOf(orderId: string, hold: Hold): string {
  return hold === 1 ? orderId : `${orderId}-2`;
}
