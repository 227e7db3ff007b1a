import { cpSync } from 'node:fs';
import { alternate, type Measure } from '../harness/alternate.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { figure, type Metrics, ratioAtLeast, type Series } from '../harness/figure.ts';
import { type LoadGenerator, startLoad } from '../harness/load.ts';
import { type BenchShop, startBenchShop, stockProducts } from '../harness/shop.ts';
import { meanRatio, median, ratios } from '../harness/statistics.ts';
import type { ShopInput } from '../subjects/shop.ts';
import { costOf, readsOf } from './reads.ts';

/**
 * So many pairs of processes: two of the same code differ by up to a tenth from their start on, and some percent are looked
 * for. One process with tracing on and off in turn would have what tracing does to the compiled code of the whole process
 * on both sides.
 */
const PAIRS = 30;

/** One process at a time, each with the machine for itself: what it answers a second. */
const alone = { rounds: 6, seconds: 0.5, warmUpSeconds: 2.5, onRound: () => undefined };

/**
 * Both at the same time: what a request costs each. The machine changes by more from second to second than what is looked
 * for, and so it changes for both.
 */
const together = { rounds: 3, seconds: 3 };

/** A folder with products in it, and their paths. */
interface Stocked {
  readonly folder: string;
  readonly paths: readonly string[];
}

/** GET of one product at a query service that keeps one trace in a hundred, beside one that is not traced. */
export const tracedReads: Row = {
  name: 'traced-reads',
  title: 'GET product, tracing at 1 %',
  async run(bench: Bench) {
    await using sink = await startChild<string>('subjects/span-sink.ts');
    await using load = await startLoad();
    const stocked = await stock(bench.folder());
    const traced = { zipkinUrl: `${sink.ready}/api/v2/spans`, sampleRatio: 0.01 };
    const ours: Metrics[] = [];
    const other: Metrics[] = [];
    const pairs = bench.quick ? 1 : PAIRS;
    for (let pair = 1; pair <= pairs; pair++) {
      const measured = await inPair(bench, load, stocked, traced, pair % 2 === 1);
      ours.push(measured.ours);
      other.push(measured.other);
      bench.progress(`pair ${pair}/${pairs}: ${told(ours, other)}`);
    }
    const name = 'without tracing';
    const what = 'GET product, tracing at 1 %';
    return [
      figure({
        ...{ what, metric: 'rate', unit: '/s', ours, other: { name, series: other } },
        goal: ratioAtLeast(0.97),
        note: `64 connections, 100 products; ${pairs} pairs of new processes, rates in turn, CPU under load at the same time; spans go to a collector that forgets them; ${told(ours, other)}`,
      }),
      costOf(what, ours, { name, series: other }),
    ];
  },
};

async function stock(folder: string): Promise<Stocked> {
  await using shop = await startBenchShop(folder);
  const { ids } = await stockProducts(shop.client, 'GET', 100);
  await shop.caughtUp();
  return { folder, paths: ids.map((id) => `/api/v1/products/${id}`) };
}

/** Two new processes, one of them traced; the one that starts first is measured first. */
async function inPair(
  bench: Bench,
  load: LoadGenerator,
  stocked: Stocked,
  traced: NonNullable<ShopInput['tracing']>,
  tracedFirst: boolean,
): Promise<Readonly<Record<'ours' | 'other', Metrics>>> {
  await using first = await started(bench.folder(), stocked.folder, tracedFirst ? traced : undefined);
  await using second = await started(bench.folder(), stocked.folder, tracedFirst ? undefined : traced);
  const readsAt = ({ addresses, cpu }: BenchShop): Measure =>
    readsOf(load, addresses.services['product-queries'] ?? '', stocked.paths, cpu);
  const reads = { first: readsAt(first), second: readsAt(second) };
  const inTurn = await alternate(reads, alone);
  const atOnce: (readonly [Metrics, Metrics])[] = [];
  for (let round = 0; round < (bench.quick ? 1 : together.rounds); round++) {
    atOnce.push(await Promise.all([reads.first(together.seconds), reads.second(together.seconds)]));
  }
  const [one, two] = [
    { ...typical(inTurn.first), cpu: typical(atOnce.map(([metrics]) => metrics))['cpu'] ?? Number.NaN },
    { ...typical(inTurn.second), cpu: typical(atOnce.map(([, metrics]) => metrics))['cpu'] ?? Number.NaN },
  ];
  return tracedFirst ? { ours: one, other: two } : { ours: two, other: one };
}

async function started(folder: string, stocked: string, tracing: ShopInput['tracing']): Promise<BenchShop> {
  cpSync(stocked, folder, { recursive: true });
  return startBenchShop(folder, {}, tracing);
}

/** One process's rounds as one. */
function typical(rounds: Series): Metrics {
  const names = Object.keys(rounds[0] ?? {});
  return Object.fromEntries(names.map((name) => [name, median(rounds.map((round) => round[name] ?? Number.NaN))]));
}

function told(ours: Series, other: Series): string {
  const of = (metric: string): string => {
    const values = (series: Series): number[] => series.map((pair) => pair[metric] ?? Number.NaN);
    const { mean, standardError } = meanRatio(ratios(values(ours), values(other)));
    return mean.toFixed(3) + (Number.isNaN(standardError) ? '' : ` ± ${standardError.toFixed(3)}`);
  };
  return `mean ratio of the rates ${of('rate')}, of the CPU ${of('cpu')} (standard error)`;
}
