import { UnknownEventError } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import { OverloadedError } from '@shop/platform/command-handling/errors.ts';
import { EventStoreUnavailableError } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { NotAcknowledgedYetError, ProcessMovedError } from './manager.ts';

const waitsMs = [20, 100, 500, 2_000, 5_000];
const longestWaitMs = 10_000;

/** What passes by itself, or with a newer build: worth waiting for, however long it takes. */
function passes(error: unknown): boolean {
  return (
    error instanceof EventStoreUnavailableError ||
    error instanceof OverloadedError ||
    error instanceof ProcessMovedError ||
    error instanceof NotAcknowledgedYetError ||
    error instanceof UnknownEventError
  );
}

/**
 * Does a go at a process until it succeeds. What fails for no reason that passes is a fault of ours: after
 * some tries it is handed to `giveUp`, so that one broken order does not hold up the others. Throws only
 * when the signal aborts.
 */
export async function persist<T>(
  context: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal; readonly orderId: string },
  work: () => Promise<T>,
  giveUp: (reason: string) => Promise<T>,
): Promise<T> {
  const { clock, log, signal, orderId } = context;
  let faults = 0;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    try {
      if (faults < waitsMs.length) return await work();
      return await giveUp('a fault of the process itself; the log tells more');
    } catch (error) {
      if (!passes(error)) faults++;
      // Two at work do no harm; at every takeover some orders are at both for a moment.
      if (error instanceof ProcessMovedError && attempt < waitsMs.length)
        log.info('another fulfilment process was faster', { orderId, attempt });
      else log.error('a fulfilment process could not go on', { orderId, attempt, error });
      await clock.sleep(waitsMs[attempt] ?? longestWaitMs, signal);
    }
  }
}
