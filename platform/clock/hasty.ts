import { manualClock } from './manual.ts';
import type { Clock } from './port.ts';

/**
 * A clock for tests that lets nobody wait long: what goes on already is done first, then the sleeper's time has come.
 * Begins at `start`, milliseconds since the epoch.
 */
export function hastyClock(start: number): Clock {
  const clock = manualClock(start);
  return {
    now: clock.now,
    async sleep(ms, signal) {
      const woken = clock.sleep(ms, signal);
      setImmediate(() => void clock.advance(ms));
      await woken;
    },
  };
}
