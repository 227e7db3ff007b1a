import { parseConfig } from '@shop/platform/config/config.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { type Shop, startShop } from '@shop/standalone/shop.ts';
import { freePorts } from '@shop/standalone/testing/test-shop.ts';
import { startTracing, type TracingOptions } from '@shop/platform/telemetry/tracing.ts';
import type { Worker } from 'node:worker_threads';
import { serveBench } from '../harness/serve.ts';

export interface ShopReady {
  readonly gateway: string;
  readonly issuer: string;
  readonly services: Readonly<Record<string, string>>;
}

/** CPU time so far, microseconds: of all threads, of the main thread, and of each worker by its name. */
export interface CpuByThread {
  readonly all: number;
  readonly main: number;
  readonly workers: Readonly<Record<string, number>>;
}

const workers = new Set<Worker>();
process.on('worker', (worker) => {
  workers.add(worker);
  worker.once('exit', () => workers.delete(worker));
});

export interface ShopInput {
  readonly folder: string;
  /** Other adapters than the embedded ones, by the names of platform/config/config.ts. */
  readonly settings: Readonly<Record<string, string>>;
  /** Traced from the start on, as a process is that `ZIPKIN_URL` is told. */
  readonly tracing?: Omit<TracingOptions, 'service'> | undefined;
}

// A whole standalone shop, as `npm start` runs it, on free ports. It can be stopped and started again on another
// folder in the same process, so that a shop on a small log runs code as warm as one on a big log.
serveBench(async ({ folder, settings, tracing }: ShopInput) => {
  if (tracing) await startTracing({ service: 'shop', ...tracing });
  let shop = await start(folder, settings);
  return {
    ready: addresses(shop),
    tasks: {
      cpuByThread,
      restart: async (other: { readonly folder: string }): Promise<ShopReady> => {
        await shop.close();
        shop = await start(other.folder, settings);
        return addresses(shop);
      },
    },
    close: () => shop.close(),
  };
});

function start(folder: string, settings: ShopInput['settings']): Promise<Shop> {
  return startShop(parseConfig({ ...freePorts, DATA_FOLDER: folder, ...settings }), silentLog);
}

function addresses({ gateway, issuer, services }: Shop): ShopReady {
  return { gateway, issuer, services };
}

async function cpuByThread(): Promise<CpuByThread> {
  const sum = ({ user, system }: { readonly user: number; readonly system: number }): number => user + system;
  const named = await Promise.all(
    [...workers].map(async (worker) => [worker.threadName ?? 'worker', sum(await worker.cpuUsage())] as const),
  );
  return { all: sum(process.cpuUsage()), main: sum(process.threadCpuUsage()), workers: Object.fromEntries(named) };
}
