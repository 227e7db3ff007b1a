import { openForCommands } from '@shop/composition/open-for-commands.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { BatchProjector } from '@shop/platform/projecting/project-batch.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { openRedisReadStore } from '@shop/platform/read-store/redis/open.ts';
import { ownPrefix, removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { openBarePipelines, type RedisCommand, writesDuring } from '@shop/platform/read-store/redis/testing/writes.ts';
import type { RecordedEvent } from '@shop/shared-events';
import { serveBench } from '../harness/serve.ts';

export interface ProjectRedisInput {
  /** Of a shop whose log is projected. */
  readonly folder: string;
  readonly url: string;
}

/** What there is to do for one read model. */
export interface Volume {
  readonly events: number;
  readonly commands: number;
}

/** Events a second, and CPU time of the client for each, microseconds. */
export interface Projected {
  readonly rate: number;
  readonly cpu: number;
}

/** As many events as a live projector commits at once. */
const batchSize = 500;
const owner = 'bench';

// Read models projected into Redis from events in memory, and what Redis wrote for them sent again without thinking.
serveBench(async ({ folder, url }: ProjectRedisInput) => {
  const { stores, side } = await openForCommands(parseConfig({ DATA_FOLDER: folder }));
  const prefix = ownPrefix();
  let model: ReadModel | undefined;
  let events: RecordedEvent[] = [];
  let commands: readonly RedisCommand[] = [];

  /** Into an empty generation, as a live projector does: every batch looks for what it changes and is a commit. */
  async function project(): Promise<Spent> {
    if (!model) throw new Error('no read model was chosen');
    const store = await openRedisReadStore({ connection: { url }, prefix });
    const generation = await store.projection(model).create();
    await generation.claim(owner);
    const projector = await BatchProjector.open({ ...side.sources, model, generation, owner });
    const spent = await spentOn(async () => {
      for (let from = 0; from < events.length; from += batchSize) {
        const { parked } = await projector.project({ events: events.slice(from, from + batchSize), checkpoint: String(from) });
        if (parked.length > 0) throw new Error(`${parked[0]?.stream} was parked: ${parked[0]?.error}`);
      }
    });
    await store.close();
    return spent;
  }

  async function send(): Promise<Spent> {
    const bare = await openBarePipelines(url);
    const spent = await spentOn(() => bare.send(commands));
    bare.close();
    return spent;
  }

  const measured = async (work: () => Promise<Spent>): Promise<Projected> => {
    const { seconds, cpu } = await work();
    await removeKeys({ url }, prefix);
    return { rate: events.length / seconds, cpu: cpu / events.length };
  };
  return {
    tasks: {
      async choose(name: string): Promise<Volume> {
        model = side.models.get(name);
        if (!model) throw new RangeError(`there is no projection ${name}`);
        events = await Array.fromAsync(stores.log.readAll({ filter: { categories: model.categories } }));
        commands = await writesDuring(url, prefix, async () => void (await project()));
        await removeKeys({ url }, prefix);
        return { events: events.length, commands: commands.length };
      },
      project: () => measured(project),
      pipelines: () => measured(send),
    },
    close: () => stores.close(),
  };
});

interface Spent {
  readonly seconds: number;
  /** CPU time of this process, microseconds. */
  readonly cpu: number;
}

async function spentOn(work: () => Promise<void>): Promise<Spent> {
  const [began, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - began) / 1_000, cpu: user + system };
}
