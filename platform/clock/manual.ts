import type { Clock } from './port.ts';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /**
   * Moves the time on by `ms`. Sleepers wake in the order of their times (of equal times: in the order in
   * which they lay down), each with the clock at its own time; what they do next, new sleeps within the
   * span included, runs before the next one wakes. Await it before moving on again.
   */
  advance(ms: number): Promise<void>;
  /** How many sleep. */
  readonly sleepers: number;
}

interface Sleeper {
  readonly at: number;
  wake(): void;
}

/** A clock for tests that stands at `start` (milliseconds since the epoch). */
export function manualClock(start: number): ManualClock {
  let now = start;
  const sleepers: Sleeper[] = [];

  const takeDue = (until: number): Sleeper | undefined => {
    const first = sleepers[0];
    return first && first.at <= until ? sleepers.shift() : undefined;
  };

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        if (ms <= 0) return resolve();
        const onAbort = (): void => {
          sleepers.splice(sleepers.indexOf(sleeper), 1);
          reject(signal?.reason as Error);
        };
        const sleeper: Sleeper = {
          at: now + ms,
          wake() {
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
        };
        const later = sleepers.findIndex((other) => other.at > sleeper.at);
        sleepers.splice(later < 0 ? sleepers.length : later, 0, sleeper);
        signal?.addEventListener('abort', onAbort, { once: true });
      }),
    async advance(ms) {
      const end = now + ms;
      for (let due = takeDue(end); due; due = takeDue(end)) {
        now = due.at;
        due.wake();
        await new Promise((resolve) => setImmediate(resolve));
      }
      now = end;
    },
    get sleepers() {
      return sleepers.length;
    },
  };
}
