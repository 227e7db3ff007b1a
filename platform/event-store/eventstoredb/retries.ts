import type { Clock } from '../../clock/port.ts';
import { type EventStoreUnavailableError } from '../port.ts';
import { RefusedByServerError } from './errors.ts';

const [shortest, longest] = [25, 2_000];

/** How long to wait before the next attempt, and when to give up. */
export class Retries {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #patience: number;
  #since: number | undefined;
  #failures = 0;

  /** `patience`: milliseconds without an answer after which there are no more attempts. */
  constructor(clock: Pick<Clock, 'now'>, patience: number) {
    this.#clock = clock;
    this.#patience = patience;
  }

  /** The server answered. */
  answered(): void {
    this.#since = undefined;
  }

  /** All is as it should be: the next failure is waited for as briefly as the first. */
  settled(): void {
    this.#failures = 0;
  }

  /** Milliseconds to wait. Throws the failure where waiting does not help, or no more. */
  failed(failure: EventStoreUnavailableError): number {
    this.#since ??= this.#clock.now();
    if (failure instanceof RefusedByServerError || this.#clock.now() - this.#since >= this.#patience) throw failure;
    return Math.min(longest, shortest * 2 ** this.#failures++);
  }
}
