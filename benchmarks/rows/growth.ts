import type { Bench, Row } from '../harness/bench.ts';
import { type Figure, figure, type Metrics, ratioAtMost, type Series } from '../harness/figure.ts';
import { fillLog } from '../harness/fill.ts';
import { type LoadGenerator, startLoad } from '../harness/load.ts';
import { type BenchShop, moveBenchShop, startBenchShop, stockProducts } from '../harness/shop.ts';

const smallLog = 10_000;
const orders = 200;
const connections = 16;

/** What a command, a query and a projected event cost, on a small log and on a big one. */
export const growth: Row = {
  name: 'growth',
  title: 'cost as the log grows',
  async run(bench: Bench) {
    const big = bench.long ? 1_000_000 : bench.quick ? 30_000 : 100_000;
    await using load = await startLoad();
    await using shop = await warmShop(bench, load);
    const { skus } = await stockProducts(shop.client, 'GROWTH', 200);
    const fill = (events: number) => fillLog(shop, load, skus, events, (text) => bench.progress(text));
    await fill(smallLog);
    const before = await costs(bench, shop, load, skus);
    await fill(big);
    const after = await costs(bench, shop, load, skus);
    return figures(before, after);
  },
};

/** A shop on an empty log whose code has placed and shown orders before. */
async function warmShop(bench: Bench, load: LoadGenerator): Promise<BenchShop> {
  const first = await startBenchShop(bench.folder());
  const { skus } = await stockProducts(first.client, 'WARM', 50);
  bench.progress('warming up on another log');
  for (let round = 0; round < (bench.quick ? 1 : 8); round++) await cost(first, load, skus);
  return moveBenchShop(first, bench.folder());
}

async function costs(bench: Bench, shop: BenchShop, load: LoadGenerator, skus: readonly string[]): Promise<Series> {
  const series: Metrics[] = [];
  // The first one brings back into the caches what filling the log pushed out of them.
  await cost(shop, load, skus);
  for (let round = 1; round <= bench.rounds; round++) {
    const measured = await cost(shop, load, skus);
    series.push(measured);
    const { events = 0, command = 0, event = 0, query = 0 } = measured;
    bench.progress(
      `${events} events: ${command.toFixed(0)} µs an order, ${event.toFixed(1)} µs an event, ${query.toFixed(0)} µs a query`,
    );
  }
  return series;
}

/** CPU time is what is compared: it says what something costs however busy the machine is. */
async function cost(shop: BenchShop, load: LoadGenerator, skus: readonly string[]): Promise<Metrics> {
  const headers = { Authorization: `Bearer ${await shop.client.token('alice')}` };
  const head = await shop.log.head();
  const before = await shop.cpuByThread();
  await load.saturate({
    ...{ url: shop.addresses.services['order-commands'] ?? '', connections, seconds: 60, amount: orders },
    load: { kind: 'orders', path: '/api/v1/orders', headers, skus, lines: 2 },
  });
  await shop.log.settledSince(head);
  const commanded = await shop.cpuByThread();
  await shop.caughtUp();
  const projected = await shop.cpuByThread();
  const events = Number((await shop.log.head()) - head);
  const { answers } = await load.saturate({
    ...{ url: shop.addresses.services['order-queries'] ?? '', connections, seconds: 60, amount: 2_000 },
    load: { kind: 'get', paths: await queries(shop), headers },
  });
  const queried = await shop.cpuByThread();
  const projectors = (at: typeof before): number => at.workers['projectors'] ?? 0;
  return {
    events: Number(head),
    command: (commanded.main - before.main) / orders,
    event: (projectors(projected) - projectors(before)) / events,
    query: (queried.main - projected.main) / answers,
  };
}

/** The newest orders one by one, and the list they stand in. */
async function queries(shop: BenchShop): Promise<readonly string[]> {
  const { body } = await shop.client.ask('GET', '/orders?limit=50', { as: 'alice' });
  const items = body.items as readonly { readonly id: string }[];
  return items.flatMap(({ id }) => [`/api/v1/orders/${id}`, '/api/v1/orders?limit=20']);
}

function figures(before: Series, after: Series): readonly Figure[] {
  const [small, big] = [before, after].map((series) => sizeOf(series));
  const other = { name: `at ${small} events`, series: before };
  const of = (what: string, metric: string, note: string): Figure =>
    figure({ what: `${what} at ${big} events`, metric, unit: ' µs', ours: after, other, goal: ratioAtMost(1.1), note });
  return [
    of('CPU per order placed', 'command', 'main thread, from the request to the confirmation'),
    of('CPU per projected event', 'event', 'projectors, all read models together'),
    of('CPU per query', 'query', 'an order, and the first page of the list, in turn'),
  ];
}

/** Events in the log, to the thousand, when the first round began. */
function sizeOf(series: Series): string {
  const least = Math.min(...series.map(({ events = 0 }) => events));
  return (Math.round(least / 1_000) * 1_000).toLocaleString('en');
}
