import { parentPort, workerData } from 'node:worker_threads';
import { createReadSide } from '@shop/composition/read-side.ts';
import { openStores } from '@shop/composition/stores.ts';
import { tracingOf } from '@shop/composition/tracing-settings.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Projector } from '@shop/platform/projecting/projector.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { runProjector } from '@shop/platform/projecting/projector.ts';
import { LogLevelSwitch } from '@shop/platform/telemetry/log-level.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { startTracing } from '@shop/platform/telemetry/tracing.ts';

/** What the thread is started with. */
export interface ProjectorThreadData {
  readonly config: Config;
  readonly folder: string;
}

/** Asks for the status of one projector, for a more talkative log, or (null) to stop. */
export type ProjectorRequest = StatusRequest | 'next-log-level' | null;

interface StatusRequest {
  readonly id: number;
  readonly projection: string;
}

// The thread that keeps the read models up to date. It has stores of its own; all it shares with the rest of the
// shop is the data folder, as a projector in another process would.
const { config, folder } = workerData as ProjectorThreadData;
const levels = new LogLevelSwitch(config.LOG_LEVEL);
const log = createLog({ service: 'projectors', level: levels, clock: systemClock });
const tracing = await startTracing(tracingOf(config, 'projectors', log));
const stores = await openStores(config, (...parts) => [folder, ...parts].join('/'), log);
const side = createReadSide(stores, config);
const stop = new AbortController();
const projectors = new Map<string, Projector>(
  [...side.models].map(([name, model]) => [
    name,
    runProjector({ ...side.sources, model, log, signal: stop.signal, traceService: serviceOf(model) }),
  ]),
);

parentPort?.on('message', (request: ProjectorRequest) => {
  if (request === 'next-log-level') levels.next();
  else void (request === null ? end() : answer(request));
});
parentPort?.postMessage('ready');

/** As the projectors are called where they are services of their own. */
function serviceOf(model: ReadModel): string {
  return side.products.models.includes(model) ? 'product-projectors' : 'order-projectors';
}

async function answer({ id, projection }: StatusRequest): Promise<void> {
  parentPort?.postMessage({ id, status: await projectors.get(projection)?.status() });
}

async function end(): Promise<void> {
  stop.abort();
  await Promise.all([...projectors.values()].map(({ done }) => done));
  await stores.close();
  await tracing.shutdown();
  parentPort?.close();
}
