import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '@shop/platform/telemetry/port.ts';

interface Runner {
  run(signal: AbortSignal): Promise<void>;
}

const firstPause = 250;
const longestPause = 10_000;

/** Keeps the background processes running: one whose stores fail is started again, with growing pauses. */
export function keepRunning(runners: Readonly<Record<string, Runner>>, log: Log): { close(): Promise<void> } {
  const stop = new AbortController();
  const done = Object.entries(runners).map(([name, runner]) => keep(name, runner, log, stop.signal));
  return {
    async close() {
      stop.abort();
      await Promise.all(done);
    },
  };
}

async function keep(name: string, runner: Runner, log: Log, signal: AbortSignal): Promise<void> {
  for (let pause = firstPause; !signal.aborted; pause = Math.min(longestPause, pause * 2)) {
    try {
      await runner.run(signal);
    } catch (error) {
      if (signal.aborted) return;
      log.error('a background process failed and is started again', { process: name, error: String(error) });
      await sleep(pause, undefined, { signal }).catch((reason: unknown) => signal.aborted || Promise.reject(reason));
    }
  }
}
