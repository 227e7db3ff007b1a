import { systemClock } from '@shop/platform/clock/system.ts';
import { runWhileHolding } from '@shop/platform/leases/keep.ts';
import type { Leases } from '@shop/platform/leases/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

interface Runner {
  run(signal: AbortSignal): Promise<void>;
}

/** A standby takes over so long after the last sign of life of the instance that worked. */
export const leaseMs = 3_000;

export interface RunOnceOptions {
  readonly leases: Leases;
  /** Who asks for the leases. */
  readonly instance: string;
  readonly log: Log;
}

/** Keeps each of these running in one process of the whole shop: here while this instance holds its lease. */
export function runOnce(
  runners: Readonly<Record<string, Runner>>,
  { leases, instance: owner, log }: RunOnceOptions,
): { close(): Promise<void> } {
  const stop = new AbortController();
  const done = Object.entries(runners).map(([name, runner]) =>
    runWhileHolding({
      ...{ leases, name, owner, log, clock: systemClock, ttlMs: leaseMs, signal: stop.signal },
      run: (signal) => runner.run(signal),
    }),
  );
  return {
    async close() {
      stop.abort();
      await Promise.all(done);
    },
  };
}
