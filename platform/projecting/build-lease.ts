import type { Clock } from '../clock/port.ts';
import { FencedError, type ProjectionStore } from '../read-store/port.ts';

const LEASE_MS = 10_000;
const PROLONG_EVERY_MS = 2_000;

/**
 * The right to build, prolonged in the background from when it is taken until its end: where the engines are busy, one
 * batch may take longer than the lease. Lost ten seconds after its holder died, or its process stood still.
 */
export class BuildLease {
  readonly owner: string;
  readonly #projection: ProjectionStore;
  readonly #clock: Clock;
  #prolongedAt = 0;
  #lost = false;
  readonly #ended = new AbortController();

  constructor(projection: ProjectionStore, owner: string, clock: Clock) {
    this.#projection = projection;
    this.owner = owner;
    this.#clock = clock;
  }

  /** False where another holds it. */
  async take(): Promise<boolean> {
    const taken = await this.#ask();
    if (taken) void this.#prolongUntilEnd();
    return taken;
  }

  /** Cheap enough to be called after every batch. Throws {@link FencedError} where another builds meanwhile. */
  async verify(): Promise<void> {
    if (!this.#lost && this.#clock.now() - this.#prolongedAt >= PROLONG_EVERY_MS) await this.#prolong();
    if (this.#lost) throw new FencedError(`another build of ${this.#projection.spec.name} has begun meanwhile`);
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#projection.endLease(this.owner);
  }

  async #prolongUntilEnd(): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted && !this.#lost) {
      await this.#clock.sleep(PROLONG_EVERY_MS, signal).catch(() => {});
      // An engine that does not answer is the builder's to notice: its next read or commit fails too.
      if (!signal.aborted) await this.#prolong().catch(() => {});
    }
  }

  async #prolong(): Promise<void> {
    if (!(await this.#ask())) this.#lost = true;
  }

  async #ask(): Promise<boolean> {
    const askedAt = this.#clock.now();
    const granted = await this.#projection.lease(this.owner, LEASE_MS);
    if (granted) this.#prolongedAt = askedAt;
    return granted;
  }
}
