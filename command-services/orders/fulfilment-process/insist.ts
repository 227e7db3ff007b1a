import type { Clock } from '@shop/platform/clock/port.ts';

/** Does `work`, again after each of the waits while it throws; throws what the last try threw. */
export async function insist<T>(clock: Clock, waitsMs: readonly number[], work: () => Promise<T>): Promise<T> {
  for (const wait of waitsMs) {
    try {
      return await work();
    } catch {
      // The last try is the one that tells.
      await clock.sleep(wait);
    }
  }
  return work();
}
