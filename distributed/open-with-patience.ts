import { setTimeout as sleep } from 'node:timers/promises';
import { ConfigError } from '@shop/platform/config/config.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import { messageOf } from '@shop/platform/projecting/log.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** What waiting does not mend. */
const final = [ConfigError, EventStoreOpenError];

/**
 * Does `open` until it succeeds, with growing pauses: an engine that is down at start comes up some time. Each
 * failure is told once while it stays the same. Throws at once what waiting does not mend, and when the signal aborts.
 */
export async function openWithPatience<T>(
  open: () => Promise<T>,
  { log, signal, failed }: { readonly log: Log; readonly signal: AbortSignal; readonly failed: (reason: string) => void },
): Promise<T> {
  let told = '';
  for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
    signal.throwIfAborted();
    try {
      return await open();
    } catch (error) {
      if (final.some((kind) => error instanceof kind)) throw error;
      const reason = messageOf(error);
      if (reason !== told) log.warn('waiting for an engine', { reason });
      told = reason;
      failed(reason);
      await sleep(pause, undefined, { signal });
    }
  }
}
