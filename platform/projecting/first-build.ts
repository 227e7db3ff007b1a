import type { ProjectionStore } from '../read-store/port.ts';
import { BuildLease } from './build-lease.ts';
import { beginBuild } from './build.ts';
import type { ProjectorOptions } from './projector-options.ts';

/** It shares its process with the builds of other models: less memory than a replay takes. */
const BESIDE_OTHERS = { batchSize: 1_000, mostUncommitted: 8_000, hotDocuments: 10_000, hotStreams: 40_000 } as const;

export interface FirstBuildOptions extends ProjectorOptions {
  readonly projection: ProjectionStore;
  /** Told of the generation that is built here. */
  readonly onBegun: (generation: number) => void;
  /** Told of every batch, and of where in the log it ends. */
  readonly onApplied: (events: number, position: bigint) => void;
}

/**
 * Builds the first generation of a read model, or that of a new version, and makes it the active one. False where
 * another process builds it. Throws `FencedError` where another one took over meanwhile, and what the stores throw.
 */
export async function buildFirst(options: FirstBuildOptions): Promise<boolean> {
  const { model, projection, clock, ids, log, onBegun, onApplied } = options;
  const lease = new BuildLease(projection, `build-${ids.next()}`, clock);
  if (!(await lease.take())) return false;
  try {
    const active = (await projection.generations()).find(({ state }) => state === 'active');
    if (active?.fits) return true;
    log.info(`the read model ${model.name} is being built`, { version: model.version });
    const onBatch = async (events: number): Promise<void> => {
      await lease.verify();
      onApplied(events, build.position);
    };
    const build = await beginBuild({ ...options, ...BESIDE_OTHERS, owner: lease.owner, onBatch });
    const { generation } = build.generation;
    onBegun(generation);
    await build.catchUp();
    await build.activate();
    log.info(`the read model ${model.name} is built`, { generation });
    return true;
  } finally {
    await lease.end();
  }
}
