import type { FulfilmentProcessEvent, OrderEvent } from '@shop/shared-events';
import type { ProcessCommand } from '../order/commands.ts';
import type { Fulfilment, OrderState, Refund, Return } from '../order/state.ts';
import type { OrderPolicy } from '../policy.ts';
import type { StockLine } from '../ports/stock.ts';
import type { ProcessState } from './state.ts';

/** First or second reservation of an order. */
export type Hold = 1 | 2;

/** What is to be done next. Every effect may be done again after an unknown outcome. */
export type Effect =
  | { readonly kind: 'reserve'; readonly hold: Hold; readonly lines: readonly StockLine[]; readonly expiresAt: string }
  | { readonly kind: 'redeem'; readonly code: string; readonly at: string }
  | { readonly kind: 'record-reserved'; readonly expiresAt: string }
  /** Asks the provider; a decline is told to the order. */
  | { readonly kind: 'authorize'; readonly attempt: number; readonly paymentToken: string; readonly amount: number }
  | { readonly kind: 'confirm-holds'; readonly hold: Hold; readonly skus: readonly string[] }
  | { readonly kind: 'confirm-order'; readonly attempt: number }
  | { readonly kind: 'end-order'; readonly command: Extract<ProcessCommand, { type: 'RejectOrder' | 'ExpireOrder' }> }
  /** Gives back whatever the order may hold: stock, the discount, the payment. */
  | {
      readonly kind: 'unwind';
      readonly how: 'release' | 'expire';
      readonly reason: string;
      readonly holds: readonly { readonly hold: Hold; readonly skus: readonly string[] }[];
      readonly code: string | null;
      /** The attempt whose payment may be authorized. */
      readonly attempt: number | null;
    }
  /** What follows a dispatch, a return or a refund, and is never compensated. */
  | { readonly kind: 'settle'; readonly work: Work }
  | { readonly kind: 'complete' };

export interface Work {
  readonly deduct: readonly Fulfilment[];
  readonly restock: readonly Return[];
  readonly capture: boolean;
  readonly refund: readonly Refund[];
}

/** What came of an effect. Where it told the order something, the situation already shows the order after it. */
export type Answer =
  | { readonly of: 'reserve'; readonly effect: Extract<Effect, { kind: 'reserve' }>; readonly refused: readonly string[] }
  | { readonly of: 'redeem'; readonly redeemed: boolean }
  | { readonly of: 'authorize'; readonly authorized: boolean }
  | {
      readonly of: 'confirm-holds';
      readonly effect: Extract<Effect, { kind: 'confirm-holds' }>;
      readonly missing: readonly string[];
    }
  | { readonly of: 'record-reserved' | 'confirm-order' | 'end-order' | 'unwind' | 'complete' }
  | { readonly of: 'settle'; readonly work: Work; readonly failures: readonly string[] }
  /** The other side could not be reached, or does not tell. */
  | { readonly of: 'failed'; readonly effect: Effect; readonly reason: string };

/** The order's events that a process listens to. */
export type Heard = Extract<
  OrderEvent,
  {
    type:
      | 'OrderPlaced'
      | 'OrderPaymentRetried'
      | 'OrderCancelled'
      | 'FulfilmentCreated'
      | 'FulfilmentDelivered'
      | 'ReturnReceived'
      | 'RefundRequested';
  }
>;

export const heardTypes: ReadonlySet<string> = new Set<Heard['type']>([
  'OrderPlaced',
  'OrderPaymentRetried',
  'OrderCancelled',
  'FulfilmentCreated',
  'FulfilmentDelivered',
  'ReturnReceived',
  'RefundRequested',
]);

export type Input =
  | { readonly kind: 'heard'; readonly event: Heard }
  /** The time of the deadline has come, or it may have. */
  | { readonly kind: 'due' }
  | { readonly kind: 'answered'; readonly answer: Answer };

/** All that a reaction rests on. */
export interface Situation {
  readonly process: ProcessState;
  readonly order: OrderState;
  /** Id of the event, or name of the deadline, that caused this go. */
  readonly trigger: string;
  /** When this go began; epoch milliseconds, like `now`. */
  readonly startedAt: number;
  readonly now: number;
  readonly policy: OrderPolicy;
}

/** Events are written before the effect is begun. */
export interface Reaction {
  readonly events: readonly FulfilmentProcessEvent[];
  readonly effect: Effect | null;
}
