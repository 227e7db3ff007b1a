import type { Clock } from './port.ts';

/** Timers of Node hold at most 2^31 - 1 ms; a longer one would fire at once. */
const longestTimer = 2_147_483_647;

/** The machine's clock. Sleeps of any length; a sleeper keeps the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const end = performance.now() + ms;
    let left = ms;
    // A timer may fire a fraction of a millisecond early, and holds only so long: ask again until it is over.
    do {
      await timer(Math.min(Math.max(Math.ceil(left), 0), longestTimer), signal);
      left = end - performance.now();
    } while (left > 0);
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const onAbort = (): void => {
      clearTimeout(handle);
      reject(signal?.reason as Error);
    };
    const handle = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
