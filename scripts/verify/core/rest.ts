/** What is known about an order's last event. */
export interface Recency {
  /** When the last event of any of its streams was recorded; epoch milliseconds. */
  readonly lastAt: number;
  /** Position of the last event that the fulfilment process acts on. */
  readonly heardAt: bigint;
}

export interface RestOptions {
  /** Nothing may be under way: the shop was run to rest. */
  readonly atRest: boolean;
  /** Epoch milliseconds; by default the time of the last event. */
  readonly now: number | undefined;
  readonly graceMs: number;
}

/**
 * Tells what may still be under way at the end of the log: what happened within the last `graceMs`, and what
 * the fulfilment process had not come to by its last checkpoint.
 */
export class Rest {
  readonly #options: RestOptions;
  #lastAt = 0;
  #done: bigint | null = null;
  #young = 0;
  #awaited = 0;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  heard(recordedAt: string): void {
    this.#lastAt = Math.max(this.#lastAt, Date.parse(recordedAt));
  }

  /** A checkpoint that is no position of the log tells nothing. */
  checkpointed(checkpoint: string): void {
    if (/^-?\d{1,19}$/.test(checkpoint)) this.#done = BigInt(checkpoint);
  }

  get now(): number {
    return this.#options.now ?? this.#lastAt;
  }

  /** Whether this is finished with, so that the end of the log may be judged by it. */
  reached(recency: Recency): boolean {
    if (this.#options.atRest) return true;
    return this.#quiet(recency) && (this.#done === null || recency.heardAt <= this.#done);
  }

  /** A deadline that should have been acted on by now. */
  overdue(deadline: string): boolean {
    return Date.parse(deadline) + (this.#options.atRest ? 0 : this.#options.graceMs) < this.now;
  }

  /** Counts a placed order that {@link reached} says no of. */
  countUnjudged(recency: Recency): void {
    if (this.#quiet(recency)) this.#awaited++;
    else this.#young++;
  }

  #quiet(recency: Recency): boolean {
    return recency.lastAt + this.#options.graceMs < this.now;
  }

  /** How many placed orders the end of the log does not judge, and why not. */
  get note(): string {
    const young = `${this.#young} younger than the grace of ${this.#options.graceMs / 1_000} s`;
    const awaited = `${this.#awaited} that the fulfilment process has not come to yet`;
    const why = [...(this.#young === 0 ? [] : [young]), ...(this.#awaited === 0 ? [] : [awaited])];
    if (why.length === 0) return 'every placed order is judged by whether it came to its end';
    return `placed orders not judged by whether they came to their end: ${why.join(', ')}`;
  }
}
