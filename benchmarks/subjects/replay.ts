import { parseConfig } from '@shop/platform/config/config.ts';
import { logRange } from '@shop/platform/projecting/log-range.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { replayProjection } from '@shop/platform/projecting/replay.ts';
import { openForCommands } from '@shop/composition/open-for-commands.ts';
import { serveBench } from '../harness/serve.ts';

export interface ReplayMeasured {
  readonly rate: number;
  readonly events: number;
  readonly seconds: number;
}

/** As many events as a replay reads at once. */
const batchSize = 5_000;

// Rebuilds read models as `npm run replay` does, and reads the same events without doing anything with them.
serveBench(async ({ folder }: { readonly folder: string }) => {
  const { stores, side } = await openForCommands(parseConfig({ DATA_FOLDER: folder }));
  const modelOf = (name: string): ReadModel => {
    const model = side.models.get(name);
    if (!model) throw new RangeError(`there is no projection ${name}`);
    return model;
  };
  return {
    tasks: {
      async replay(name: string): Promise<ReplayMeasured> {
        const { events, seconds, eventsPerSecond } = await replayProjection({ ...side.sources, model: modelOf(name) });
        return { rate: eventsPerSecond, events, seconds };
      },
      async read(name: string): Promise<ReplayMeasured> {
        const { categories } = modelOf(name);
        const began = performance.now();
        let events = 0;
        for await (const batch of logRange(stores.log, { categories, after: -1n, until: await stores.log.head(), batchSize })) {
          events += batch.events.length;
        }
        const seconds = (performance.now() - began) / 1_000;
        return { rate: events / seconds, events, seconds };
      },
    },
    close: () => stores.close(),
  };
});
