import type { Category } from '@shop/shared-events';
import type { Cause } from './cause.ts';
import type { Decider, Refusal } from './decider.ts';

export interface AggregateSpec<State, Command, Event> {
  readonly category: Category;
  readonly decider: Decider<State, Command, Event>;
  /**
   * How a repeated command is recognised. `command`: by its id, kept for the stream's whole life (short
   * streams). `natural`: by ids inside the domain's events alone, and by idempotency keys (hot streams).
   */
  readonly dedupe: 'command' | 'natural';
}

export interface Loaded<State> {
  readonly state: State;
  /** -1 where there is no such stream. */
  readonly revision: number;
}

export interface ExecuteOptions<State> {
  /** Refuses before anything else is looked at: existence (404) and ownership come first. */
  readonly guard?: (loaded: Loaded<State>) => Refusal | null;
  /** The revision of If-Match; another one is refused with `stale-revision`. */
  readonly ifMatch?: number | undefined;
  /** If-Match is mandatory: where it is missing the command is refused with `precondition-required`. */
  readonly ifMatchRequired?: boolean;
}

export type Outcome<State, Event> =
  | {
      readonly accepted: true;
      /** Revision and state after the command's last event (of a replayed command: as they were then). */
      readonly revision: number;
      readonly state: State;
      readonly events: readonly Event[];
      /** The command had been done before; nothing was added. */
      readonly replayed: boolean;
    }
  | { readonly accepted: false; readonly refusal: Refusal; readonly revision: number };

/**
 * The command side of one category of streams. Commands to one stream are decided one after the other;
 * those that wait together go out as one append.
 */
export interface Aggregate<State, Command, Event> {
  /**
   * Decides and appends. Refusals of the handler itself have the codes `stale-revision`,
   * `precondition-required`, `idempotency-key-reused`, `idempotency-in-progress`. Throws
   * `EventStoreUnavailableError` (the outcome is unknown; the same command may be sent again) and
   * `OverloadedError` (the stream's queue is full; nothing happened).
   */
  execute(id: string, command: Command, cause: Cause, options?: ExecuteOptions<State>): Promise<Outcome<State, Event>>;
  /** The state as of everything acknowledged, and of everything that could be read from the log at the time of the call. */
  load(id: string): Promise<Loaded<State>>;
}
