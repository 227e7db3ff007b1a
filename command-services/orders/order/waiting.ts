import type { Clock } from '@shop/platform/clock/port.ts';
import type { Aggregate, Loaded } from '@shop/platform/command-handling/aggregate.ts';

/** What another instance appends wakes nobody here unless {@link Waiting.wake} tells of it: it is looked for this often. */
const lookEveryMs = 250;

/**
 * Lets requests wait for a process to bring an aggregate to rest (`Prefer: wait=N`). Woken by what this
 * process appends itself; what others append is seen by looking now and then.
 */
export class Waiting {
  readonly #clock: Clock;
  readonly #sleepers = new Map<string, Set<() => void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The aggregate, telling those who wait of everything it appends. */
  announcing<S, C, E>(aggregate: Aggregate<S, C, E>): Aggregate<S, C, E> {
    return {
      load: (id) => aggregate.load(id),
      execute: async (id, command, cause, options) => {
        const outcome = await aggregate.execute(id, command, cause, options);
        if (outcome.accepted && outcome.events.length > 0) this.wake(id);
        return outcome;
      },
    };
  }

  /** Tells those who wait for this id to look now, e.g. where a feed tells of what another process has appended. */
  wake(id: string): void {
    for (const wake of this.#sleepers.get(id) ?? []) wake();
  }

  /** The state once `settled` holds; null where it does not within the seconds, or the client has gone. */
  async until<S>(
    aggregate: Pick<Aggregate<S, never, unknown>, 'load'>,
    id: string,
    settled: (state: S) => boolean,
    seconds: number,
    signal: AbortSignal,
  ): Promise<Loaded<S> | null> {
    const end = this.#clock.now() + seconds * 1_000;
    for (;;) {
      const asleep = this.#asleep(id, signal);
      try {
        const loaded = await aggregate.load(id);
        if (settled(loaded.state)) return loaded;
        const left = end - this.#clock.now();
        if (left <= 0 || signal.aborted) return null;
        await asleep.atMost(Math.min(left, lookEveryMs));
      } finally {
        asleep.done();
      }
    }
  }

  /** Listens from now on, so that nothing between a look and the sleep after it is missed. */
  #asleep(id: string, signal: AbortSignal) {
    const woken = new AbortController();
    const wake = () => woken.abort();
    const sleepers = this.#sleepers.get(id) ?? new Set();
    this.#sleepers.set(id, sleepers.add(wake));
    signal.addEventListener('abort', wake, { once: true });
    return {
      atMost: (ms: number): Promise<void> =>
        this.#clock.sleep(ms, woken.signal).catch((error: unknown) => {
          if (!woken.signal.aborted) throw error;
        }),
      done: () => {
        signal.removeEventListener('abort', wake);
        sleepers.delete(wake);
        if (sleepers.size === 0 && this.#sleepers.get(id) === sleepers) this.#sleepers.delete(id);
      },
    };
  }
}
