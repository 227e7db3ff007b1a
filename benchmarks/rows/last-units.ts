import type { Bench, Row } from '../harness/bench.ts';
import { postgresOf } from '../harness/engines.ts';
import { type Figure, atMost, figure, type Metrics, ratioAtMost, type Series } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { startPlainShop } from './plain-shop.ts';

const buyers = 200;
const units = 100;

/** More buyers than units, all at once: exactly as many orders as units, and how long until everybody knows. */
export const lastUnits: Row = {
  name: 'last-units',
  title: `${buyers} buyers for ${units} units`,
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    await using plain = postgresOf(bench) !== null ? await startPlainShop(bench) : null;
    await using load = await startLoad();
    const headers = { Authorization: `Bearer ${await shop.client.token('alice')}`, Prefer: 'wait=30' };
    const url = shop.addresses.services['order-commands'] ?? '';
    const ours: Metrics[] = [];
    const others: Metrics[] = [];
    for (let round = 0; round <= bench.rounds; round++) {
      const [sku = ''] = (await stockProducts(shop.client, `LAST-${round}`, 1, units)).skus;
      await shop.caughtUp();
      const orders = { kind: 'orders', path: '/api/v1/orders', headers, skus: [sku], lines: 1 } as const;
      const { seconds, outcomes } = await load.burst({ url, requests: buyers, load: orders });
      const { oversold, reserved } = await shop.log.oversold(sku);
      bench.progress(`ours ${round}: ${JSON.stringify(outcomes)} in ${seconds.toFixed(2)} s, ${reserved} reserved`);
      if (round > 0) ours.push({ seconds, wrong: Math.abs(reserved - units) + oversold });
      if (!plain) continue;
      await plain.stock([sku], units);
      const same = await load.burst({ url: plain.url, requests: buyers, load: orders });
      const { reserved: sold } = await plain.child.ask<{ readonly reserved: number }>('sold', sku);
      bench.progress(`plain ${round}: ${JSON.stringify(same.outcomes)} in ${same.seconds.toFixed(2)} s`);
      if (round > 0) others.push({ seconds: same.seconds, wrong: Math.abs(sold - units) });
    }
    return figures(ours, plain ? { name: plain.name, series: others } : undefined);
  },
};

function figures(ours: Series, other: { readonly name: string; readonly series: Series } | undefined): readonly Figure[] {
  return [
    figure({
      what: `${buyers} buyers for ${units} units: sold too many or too few`,
      metric: 'wrong',
      unit: '',
      ours,
      goal: atMost(0),
    }),
    figure({
      what: `${buyers} buyers for ${units} units: until everybody knows`,
      metric: 'seconds',
      unit: ' s',
      ours,
      ...(other ? { other, goal: ratioAtMost(1) } : {}),
    }),
  ];
}
