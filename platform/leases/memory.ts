import type { Clock } from '../clock/port.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';

interface Held {
  readonly owner: string;
  /** Milliseconds since the epoch; from then on anybody may take it. */
  readonly until: number;
}

/** Leases of one process, by its clock: for tests, simulations and a shop that is one process. */
export class MemoryLeases {
  readonly #clock: Clock;
  readonly #held = new Map<string, Held>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One participant's view of them; closing it gives up nothing. */
  open(): Leases {
    let closed = false;
    const checkOpen = (): void => {
      if (closed) throw new LeasesUnavailableError('the leases are closed');
    };
    return {
      take: async (name, owner, ttlMs) => {
        checkOpen();
        return this.#take(name, owner, ttlMs);
      },
      end: async (name, owner) => {
        checkOpen();
        if (this.#held.get(name)?.owner === owner) this.#held.delete(name);
      },
      close: async () => {
        closed = true;
      },
    };
  }

  #take(name: string, owner: string, ttlMs: number): boolean {
    const now = this.#clock.now();
    const held = this.#held.get(name);
    if (held && held.owner !== owner && held.until > now) return false;
    this.#held.set(name, { owner, until: now + ttlMs });
    return true;
  }
}
