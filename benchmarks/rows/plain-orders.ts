import type { Bench, Row } from '../harness/bench.ts';
import { without } from '../harness/engines.ts';
import { type Figure, figure, type Goal, ratioAtLeast, type Series } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { repliesOf, ordersOf } from './placing.ts';
import { startPlainShop } from './plain-shop.ts';

const connections = 32;

/** Orders of two lines, beside one transaction in PostgreSQL that takes the stock and inserts the order. */
export const plainOrders: Row = {
  name: 'plain-orders',
  title: 'place an order of two lines, 32 clients, beside plain Express + PostgreSQL',
  impossible: without('postgres'),
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    await using plain = await startPlainShop(bench);
    const { skus } = await stockProducts(shop.client, 'SPREAD', 200);
    await plain.stock(skus, 1_000_000);
    await using load = await startLoad();
    const placing = { skus, lines: 2, connections };
    const { ours, gateway, postgres } = await bench.inTurn({
      ours: ordersOf(shop, load, { ...placing, url: shop.addresses.services['order-commands'] ?? '' }),
      gateway: ordersOf(shop, load, { ...placing, url: shop.addresses.gateway }),
      postgres: repliesOf(load, plain.url, placing),
    });
    const other = { name: plain.name, series: postgres };
    const of = (what: string, metric: string, series: Series, goal: Goal, note?: string): Figure =>
      figure({
        what,
        metric,
        unit: '/s',
        ours: series,
        other: { ...other, metric: 'accepted' },
        goal,
        ...(note ? { note } : {}),
      });
    return [
      of('two-line order: accepted', 'accepted', ours, ratioAtLeast(3), plain.settings),
      of('two-line order: confirmed', 'confirmed', alone(ours), ratioAtLeast(1), 'reckoned to the last confirmation'),
      of('two-line order through the gateway: accepted', 'accepted', gateway, ratioAtLeast(2), 'token checked twice'),
    ];
  },
};

/** Without the times of the answers, which do not belong to the confirmations. */
function alone(series: Series): Series {
  return series.map(({ confirmed = 0 }) => ({ confirmed }));
}
