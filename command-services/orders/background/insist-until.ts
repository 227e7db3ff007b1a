import type { Clock } from '@shop/platform/clock/port.ts';

const waitsMs = [50, 500, 5_000];
const longestWaitMs = 30_000;

/** Does `work` until it succeeds, with growing waits; gives up only, by throwing, when the signal aborts. */
export async function insistUntil(
  signal: AbortSignal,
  clock: Clock,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      failed(error);
      await clock.sleep(waitsMs[attempt] ?? longestWaitMs, signal);
    }
  }
}
