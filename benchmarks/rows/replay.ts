import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { atLeast, type Figure, figure, ratioAtLeast } from '../harness/figure.ts';
import { fillLog } from '../harness/fill.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import type { ReplayMeasured } from '../subjects/replay.ts';

const models = ['order-list', 'order-detail', 'stock-levels'];

/** Read models rebuilt from the log, beside reading the same events. */
export const replay: Row = {
  name: 'replay',
  title: 'replay, standalone',
  async run(bench: Bench) {
    const folder = bench.folder();
    await fill(bench, folder, bench.quick ? 20_000 : 200_000);
    const figures: Figure[] = [];
    for (const model of models) {
      // A process each, so that no model is measured in what another left in memory.
      await using child = await startChild<void>('subjects/replay.ts', { folder });
      const take = (task: string) => () => child.ask<ReplayMeasured>(task, model).then((measured) => ({ ...measured }));
      const { ours, log } = await bench.inTurn({ ours: take('replay'), log: take('read') });
      const events = ours[0]?.['events'] ?? 0;
      const common = { what: `replay ${model}`, metric: 'rate', unit: ' events/s', ours };
      figures.push(
        figure({
          ...common,
          other: { name: 'reading the log alone', series: log },
          goal: ratioAtLeast(0.35),
          note: `${events} events of its categories; building alone, a verification follows`,
        }),
        figure({ ...common, what: `replay ${model}: events a second`, goal: atLeast(100_000) }),
      );
    }
    return figures;
  },
};

async function fill(bench: Bench, folder: string, events: number): Promise<void> {
  await using shop = await startBenchShop(folder);
  await using load = await startLoad();
  const { skus } = await stockProducts(shop.client, 'REPLAY', 200);
  await fillLog(shop, load, skus, events, (text) => bench.progress(text));
}
