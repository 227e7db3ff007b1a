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

/** What this process does of what runs once. */
export interface RunningOnce {
  /** For each name whether it works here; elsewhere another instance does. */
  working(): Readonly<Record<string, boolean>>;
  close(): Promise<void>;
}

/** Keeps each of these running in one process of the whole shop: here while this instance holds its lease. */
export function runOnce(
  runners: Readonly<Record<string, Runner>>,
  { leases, instance: owner, log }: RunOnceOptions,
): RunningOnce {
  const stop = new AbortController();
  const here = new Set<string>();
  const done = Object.entries(runners).map(([name, runner]) =>
    runWhileHolding({
      ...{ leases, name, owner, log, clock: systemClock, ttlMs: leaseMs, signal: stop.signal },
      async run(signal) {
        here.add(name);
        try {
          await runner.run(signal);
        } finally {
          here.delete(name);
        }
      },
    }),
  );
  return {
    working: () => Object.fromEntries(Object.keys(runners).map((name) => [name, here.has(name)])),
    async close() {
      stop.abort();
      await Promise.all(done);
    },
  };
}
