import type { FailureKind } from './failure-kind.ts';

const failuresToEject = 5;
const firstProbationMs = 250;
const longestProbationMs = 5_000;
/** An instance that served this long since it came back has its past forgotten. */
const provenAfterMs = 30_000;

/**
 * What is known of one instance. It is ejected when it cannot be connected to, or fails several times in a
 * row, and comes back when a probe succeeds. Each ejection and each failed probe doubles the probation.
 */
export class Health {
  readonly #now: () => number;
  #ejected = false;
  #failures = 0;
  #probations = 0;
  #answers = 0;
  #since: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#since = now();
  }

  get ejected(): boolean {
    return this.#ejected;
  }

  /** How many requests it has answered so far. */
  get answers(): number {
    return this.#answers;
  }

  /** Milliseconds until the next probe of an ejected instance. */
  get probationMs(): number {
    return Math.min(firstProbationMs * 2 ** (this.#probations - 1), longestProbationMs);
  }

  succeeded(): void {
    this.#answers++;
    if (this.#failures > 0) this.#failures = 0;
  }

  /**
   * Counts a failure; answers whether the instance is ejected by it. While no other instance could take over
   * (`alone`), only one that cannot be connected to is: a slow service is better than none.
   */
  failed(kind: FailureKind, alone: boolean): boolean {
    if (this.#ejected) return false;
    this.#failures++;
    if (kind !== 'connect' && (alone || this.#failures < failuresToEject)) return false;
    return this.eject();
  }

  /** Ejects it, whatever was counted; false where it is ejected already. */
  eject(): boolean {
    if (this.#ejected) return false;
    this.#ejected = true;
    if (this.#now() - this.#since >= provenAfterMs) this.#probations = 0;
    this.#probations++;
    return true;
  }

  probed(alive: boolean): void {
    if (!alive) {
      this.#probations++;
      return;
    }
    this.#ejected = false;
    this.#failures = 0;
    this.#since = this.#now();
  }
}
