import { engineAddress } from '@shop/platform/testing/engines.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { without } from '../harness/engines.ts';
import { type Figure, figure, ratioAtLeast } from '../harness/figure.ts';
import { fillLog } from '../harness/fill.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import type { Projected, ProjectRedisInput, Volume } from '../subjects/project-redis.ts';

const models = ['order-detail', 'order-list', 'stock-levels'];

/** Read models projected into Redis, beside the writes that this makes in bare pipelines. */
export const projectRedis: Row = {
  name: 'project-redis',
  title: 'project → Redis',
  impossible: without('redis'),
  async run(bench: Bench) {
    const folder = bench.folder();
    await fill(bench, folder, bench.quick ? 10_000 : 30_000);
    const input: ProjectRedisInput = { folder, url: engineAddress('redis')?.url ?? '' };
    const figures: Figure[] = [];
    for (const model of models) {
      // A process each, so that no model is measured in what another left in memory.
      await using child = await startChild<void>('subjects/project-redis.ts', input);
      const { events, commands } = await child.ask<Volume>('choose', model);
      const take = (task: string) => () => child.ask<Projected>(task).then((measured) => ({ ...measured }));
      const { ours, pipelines } = await bench.inTurn({ ours: take('project'), pipelines: take('pipelines') });
      const other = { name: 'the same writes in bare pipelines, 8 of 1,000 under way', series: pipelines };
      figures.push(
        figure({
          what: `project ${model} → Redis`,
          metric: 'rate',
          unit: ' events/s',
          ...{ ours, other },
          goal: ratioAtLeast(0.6),
          note: `${events} events of its categories from memory in commits of 500; ${commands} commands in Redis`,
        }),
        figure({ what: `project ${model} → Redis: CPU an event, without Redis`, metric: 'cpu', unit: ' µs', ours, other }),
      );
    }
    return figures;
  },
};

async function fill(bench: Bench, folder: string, events: number): Promise<void> {
  await using shop = await startBenchShop(folder);
  await using load = await startLoad();
  const { skus } = await stockProducts(shop.client, 'PROJECT', 200);
  await fillLog(shop, load, skus, events, (text) => bench.progress(text));
}
