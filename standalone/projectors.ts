import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ReadSide } from '@shop/composition/read-side.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { ProjectorRequest, ProjectorThreadData } from './projector-thread.ts';

export interface RunningProjectors {
  /** The status of every projector by its name. */
  readonly statuses: ReadonlyMap<string, () => Promise<ProjectorStatus>>;
  /** What keeps queries from being answered right now; empty when all projections answer. */
  problems(): Promise<readonly string[]>;
  /** Makes the thread's log one step more talkative. */
  nextLogLevel(): void;
  /** Resolves when the last commits are done. */
  close(): Promise<void>;
}

export interface ProjectorsOptions {
  readonly side: ReadSide;
  readonly config: Config;
  readonly folder: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Behind by more than this, a projection counts as not ready. */
const mostLagSeconds = 60;
const lagEvery = 5_000;
const restartAfter = 1_000;

/**
 * Runs the projectors in a thread of their own, so that read models are built beside the work on commands. A
 * thread that dies is started again: it goes on from its checkpoints.
 */
export async function startProjectors({ side, config, folder, log, metrics }: ProjectorsOptions): Promise<RunningProjectors> {
  const workerData: ProjectorThreadData = { config, folder };
  const waiting = new Map<number, (status: ProjectorStatus) => void>();
  let requests = 0;
  let closing = false;
  let worker = await spawn();

  async function spawn(): Promise<Worker> {
    const started = new Worker(join(import.meta.dirname, 'projector-thread.ts'), { workerData, name: 'projectors' });
    await new Promise<void>((resolve, reject) => {
      started.once('message', () => resolve());
      started.once('error', reject);
    });
    started.on('message', ({ id, status }: { id: number; status: ProjectorStatus }) => {
      waiting.get(id)?.(status);
      waiting.delete(id);
    });
    started.on('error', (error) => log.error('the projectors failed', { error: String(error) }));
    started.once('exit', () => {
      if (!closing) setTimeout(() => void respawn(), restartAfter);
    });
    return started;
  }

  async function respawn(): Promise<void> {
    if (closing) return;
    try {
      worker = await spawn();
    } catch (error) {
      log.error('the projectors cannot be started again', { error: String(error) });
      setTimeout(() => void respawn(), restartAfter);
    }
  }

  const ask = (projection: string): Promise<ProjectorStatus> =>
    new Promise((resolve) => {
      const id = requests++;
      const late = setTimeout(() => answered(unavailable(projection)), 2_000);
      const answered = (status: ProjectorStatus): void => {
        clearTimeout(late);
        waiting.delete(id);
        resolve(status);
      };
      waiting.set(id, answered);
      worker.postMessage({ id, projection } satisfies ProjectorRequest);
    });
  const statuses = new Map([...side.models.keys()].map((name) => [name, () => ask(name)]));

  const measuring = setInterval(() => void measure(), lagEvery);
  async function measure(): Promise<void> {
    for (const [name, status] of statuses) {
      const { lagEvents, lagSeconds } = await status();
      if (lagEvents !== null && lagSeconds !== null) metrics.projectionLag(name, { events: lagEvents, seconds: lagSeconds });
      const parked = await side.parked
        .get(name)
        ?.list()
        .catch(() => []);
      metrics.parkedStreams(name, parked?.length ?? 0);
    }
  }

  return {
    statuses,
    async problems() {
      const all = await Promise.all([...statuses.values()].map((status) => status()));
      return all.flatMap(({ name, generation, status, lagSeconds }) => {
        if (status === 'unavailable') return [`${name}: its projector, the read store or the log does not answer`];
        if (status === 'rewound') return [`${name}: the log is not the one that it was built from`];
        if (status === 'building' || generation === null) return [`${name}: is being built`];
        if (lagSeconds === null) return [`${name}: its projector, the read store or the log does not answer`];
        return lagSeconds > mostLagSeconds ? [`${name}: is ${Math.round(lagSeconds)} s behind`] : [];
      });
    },
    nextLogLevel: () => worker.postMessage('next-log-level' satisfies ProjectorRequest),
    async close() {
      closing = true;
      clearInterval(measuring);
      const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
      worker.postMessage(null satisfies ProjectorRequest);
      await ended;
    },
  };
}

/** A projector that did not answer. */
function unavailable(name: string): ProjectorStatus {
  const nothing = { generation: null, position: null, head: null, lagEvents: null, lagSeconds: null };
  return { name, status: 'unavailable', eventsPerSecond: 0, ...nothing };
}
