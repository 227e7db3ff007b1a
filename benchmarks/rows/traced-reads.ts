import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import { type LoadGenerator, startLoad } from '../harness/load.ts';
import { type BenchShop, startBenchShop, stockProducts } from '../harness/shop.ts';
import { costOf, readsOf } from './reads.ts';

/** GET of one product at the query service with one trace in a hundred kept, beside the same shop without tracing. */
export const tracedReads: Row = {
  name: 'traced-reads',
  title: 'GET product, tracing at 1 %',
  async run(bench: Bench) {
    await using sink = await startChild<string>('subjects/span-sink.ts');
    const tracing = { ZIPKIN_URL: `${sink.ready}/api/v2/spans`, TRACE_SAMPLE_RATIO: '0.01' };
    await using traced = await startBenchShop(bench.folder(), tracing);
    await using untraced = await startBenchShop(bench.folder());
    await using load = await startLoad();
    const { ours, other } = await bench.inTurn({
      ours: await readsAt(traced, load),
      other: await readsAt(untraced, load),
    });
    const name = 'without tracing';
    return [
      figure({
        what: 'GET product, tracing at 1 %',
        metric: 'rate',
        unit: '/s',
        ours,
        other: { name, series: other },
        goal: ratioAtLeast(0.97),
        note: '64 connections, 100 products; spans go to a collector that forgets them',
      }),
      costOf('GET product, tracing at 1 %', ours, { name, series: other }),
    ];
  },
};

async function readsAt(shop: BenchShop, load: LoadGenerator) {
  const { ids } = await stockProducts(shop.client, 'GET', 100);
  await shop.caughtUp();
  const paths = ids.map((id) => `/api/v1/products/${id}`);
  return readsOf(load, shop.addresses.services['product-queries'] ?? '', paths, () => shop.cpu());
}
