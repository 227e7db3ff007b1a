import { setTimeout as sleep } from 'node:timers/promises';
import type { Measure } from '../harness/alternate.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import { type LoadGenerator, startLoad } from '../harness/load.ts';
import { type BenchShop, startBenchShop, stockProducts } from '../harness/shop.ts';
import { costOf, readsOf } from './reads.ts';

/** The thread that sends spans has started by then: it starts once in a process's life, not once a second. */
const SETTLING_MS = 700;

/** So many short rounds, since a difference of some percent is looked for on a machine that changes by more. */
const turns = { rounds: 30, seconds: 1 };

/**
 * GET of one product at the query service with one trace in a hundred kept, beside the same process without tracing: two
 * processes of the same code differ by more, from their start on, than what is looked for.
 */
export const tracedReads: Row = {
  name: 'traced-reads',
  title: 'GET product, tracing at 1 %',
  async run(bench: Bench) {
    await using sink = await startChild<string>('subjects/span-sink.ts');
    await using shop = await startBenchShop(bench.folder());
    await using load = await startLoad();
    const reads = await readsAt(shop, load);
    const traced = { zipkinUrl: `${sink.ready}/api/v2/spans`, sampleRatio: 0.01 };
    const reading =
      (tracing: typeof traced | null): Measure =>
      async (seconds) => {
        await shop.child.ask('trace', tracing);
        await sleep(SETTLING_MS);
        return reads(seconds);
      };
    const { ours, other } = await bench.inTurn({ ours: reading(traced), other: reading(null) }, turns);
    const name = 'without tracing';
    return [
      figure({
        what: 'GET product, tracing at 1 %',
        metric: 'rate',
        unit: '/s',
        ours,
        other: { name, series: other },
        goal: ratioAtLeast(0.97),
        note: '64 connections, 100 products; one process, tracing on and off in turn; spans go to a collector that forgets them',
      }),
      costOf('GET product, tracing at 1 %', ours, { name, series: other }),
    ];
  },
};

async function readsAt(shop: BenchShop, load: LoadGenerator): Promise<Measure> {
  const { ids } = await stockProducts(shop.client, 'GET', 100);
  await shop.caughtUp();
  const paths = ids.map((id) => `/api/v1/products/${id}`);
  return readsOf(load, shop.addresses.services['product-queries'] ?? '', paths, () => shop.cpu());
}
