import type { FulfilmentProcessEvent, Rejection } from '@shop/shared-events';

/**
 * Where a process stands. The way forward leaves no trace of its own until it comes to rest: begun again after
 * a crash it asks the same idempotent questions (`new`). What must be known to go on is written before it is done.
 */
export type Step =
  | 'new'
  /** Stock could not be asked; `paying`, `confirming`: likewise the provider, and stock after the payment. */
  | 'reserving'
  | 'paying'
  | 'confirming'
  /** Declined: the customer may try again until the hold runs out. */
  | 'payment-retry'
  /** The order is taken back. */
  | 'rejecting'
  | 'expiring'
  | 'cancelling'
  /** Confirmed; the warehouse has the word. */
  | 'fulfilling'
  /** Something that must not be compensated failed and is tried again. */
  | 'settling'
  | 'ended';

export type Outcome = Extract<FulfilmentProcessEvent, { type: 'FulfilmentProcessEnded' }>['data']['outcome'];

export interface ProcessState {
  readonly step: Step;
  /** Until when stock must be reserved; null before the start was written. */
  readonly reserveBy: string | null;
  /** When to look at the process again. */
  readonly deadline: string | null;
  /** Failed goes at the step. */
  readonly attempt: number;
  readonly rejection: Rejection | null;
  /** SKUs under the second reservation. */
  readonly heldAgain: readonly string[];
}

export const newProcess: ProcessState = {
  step: 'new',
  reserveBy: null,
  deadline: null,
  attempt: 0,
  rejection: null,
  heldAgain: [],
};

export function evolve(state: ProcessState, event: FulfilmentProcessEvent): ProcessState {
  switch (event.type) {
    case 'FulfilmentProcessStarted':
      return { ...state, reserveBy: event.data.deadline };
    case 'FulfilmentProcessAdvanced': {
      const { step, deadline, attempt, rejection, heldAgain } = event.data;
      return {
        ...state,
        step: step as Step,
        deadline,
        attempt: attempt ?? 0,
        rejection: rejection ?? state.rejection,
        heldAgain: heldAgain ?? state.heldAgain,
      };
    }
    case 'FulfilmentDeadlineElapsed':
      return { ...state, deadline: null };
    case 'FulfilmentProcessStuck':
      return state;
    case 'FulfilmentProcessEnded':
      return { ...state, step: 'ended', deadline: null, attempt: 0 };
    default:
      return event satisfies never;
  }
}
