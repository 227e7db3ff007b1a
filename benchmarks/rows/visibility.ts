import type { Measure } from '../harness/alternate.ts';
import type { Bench } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { atMost, type Figure, figure, type Series } from '../harness/figure.ts';
import { type LoadGenerator, startLoad } from '../harness/load.ts';
import { type LoadedShop, stockProducts } from '../harness/shop.ts';
import { ordersOf } from './placing.ts';

export interface Visibility {
  readonly shop: LoadedShop;
  /** Addresses of the shop's services by name. */
  readonly services: Readonly<Record<string, string>>;
  /** Behind the name of what is measured. */
  readonly where: string;
  /** At p99, milliseconds. */
  readonly goal: number;
}

const warmUpOrders = 200;

/** How long after a command its effect is in the query, while the shop does half of what it can. */
export async function visibility(bench: Bench, { shop, services, where, goal }: Visibility): Promise<readonly Figure[]> {
  const { skus } = await stockProducts(shop.client, 'VISIBLE', 200);
  await using bare = await startChild<string>('subjects/fsync-poll.ts', { folder: bench.folder() });
  await using load = await startLoad();
  const url = services['order-commands'] ?? '';
  const placing = { url, skus, lines: 1, connections: 64 };
  // By number: many processes that are still cold may answer nothing within a second.
  await ordersOf(shop, load, { ...placing, amount: warmUpOrders })(bench.seconds);
  const { confirmed = 0 } = await ordersOf(shop, load, placing)(bench.seconds);
  const perSecond = Math.max(10, confirmed / 2);
  bench.progress(`full load confirms ${Math.round(confirmed)} orders a second`);
  const headers = { Authorization: `Bearer ${await shop.client.token('alice')}` };
  const pace: Pace = { load, perSecond, headers, skus };
  const paced = pacedOf(pace, url, services['order-queries'] ?? '');
  const { ours, other } = await bench.inTurn({
    async ours(seconds) {
      const measured = await paced(seconds);
      await shop.caughtUp();
      return measured;
    },
    other: pacedOf(pace, bare.ready, bare.ready),
  });
  const name = 'one fsync + one poll';
  const alone = (series: Series): Series => series.map(({ acknowledged = 0 }) => ({ acknowledged }));
  return [
    figure({
      what: `command sent → visible in the query${where}, p99`,
      metric: 'p99',
      unit: ' ms',
      ours,
      other: { name, series: other },
      goal: atMost(goal),
      note: `${Math.round(perSecond)} orders a second at an even pace; the query is asked with the command's Consistency-Token`,
    }),
    figure({
      what: `command answered → visible in the query${where}, p99`,
      metric: 'acknowledged',
      unit: ' ms',
      ours: alone(ours),
      other: { name, series: alone(other) },
    }),
  ];
}

interface Pace {
  readonly load: LoadGenerator;
  readonly perSecond: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly skus: readonly string[];
}

const probesPerSecond = 100;

function pacedOf({ load, perSecond, headers, skus }: Pace, url: string, queryUrl: string): Measure {
  return async (seconds) => {
    const {
      sent,
      acknowledged,
      perSecond: reached,
    } = await load.paced({
      ...{ url, queryUrl, perSecond, seconds, probeEvery: Math.max(1, Math.round(perSecond / probesPerSecond)) },
      load: { kind: 'orders', path: '/api/v1/orders', headers, skus, lines: 1 },
    });
    return { ...sent, acknowledged: acknowledged.p99, perSecond: reached };
  };
}
