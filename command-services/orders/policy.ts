import { defaultCharges, type Charges } from './order/pricing.ts';

/** The times and numbers orders are handled by; all of them can be configured. Milliseconds. */
export interface OrderPolicy {
  readonly charges: Charges;
  /** Attempts to pay an order; the decline of the last one rejects it. */
  readonly paymentAttempts: number;
  /** How long stock may take to be reserved before the order expires. */
  readonly reserveWithinMs: number;
  /** How long stock is held for a payment. */
  readonly holdMs: number;
  /** How long after delivery goods may come back. */
  readonly returnWindowMs: number;
  /** Waits between tries of one step in one go. */
  readonly quickRetriesMs: readonly number[];
  /** Waits between goes at a step that keeps failing; after the last of them the process counts as stuck. */
  readonly retriesMs: readonly number[];
  /** Wait between goes at a step that is stuck. */
  readonly stuckRetryMs: number;
}

export const defaultPolicy: OrderPolicy = {
  charges: defaultCharges,
  paymentAttempts: 3,
  reserveWithinMs: 30_000,
  holdMs: 15 * 60_000,
  returnWindowMs: 30 * 24 * 3_600_000,
  quickRetriesMs: [50, 500],
  retriesMs: [2_000, 10_000, 60_000, 300_000],
  stuckRetryMs: 3_600_000,
};
