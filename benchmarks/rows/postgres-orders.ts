import type { Bench, Row } from '../harness/bench.ts';
import { without } from '../harness/engines.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { ownPostgres } from '../harness/own-postgres.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { ordersOf, repliesOf } from './placing.ts';
import { startPlainShop } from './plain-shop.ts';

const connections = 32;
const warmUpOrders = 200;

/** Orders of two lines where the shop's log is in PostgreSQL too, beside one transaction on the same server. */
export const postgresOrders: Row = {
  name: 'postgres-orders',
  title: 'place an order of two lines, 32 clients, log in PostgreSQL, beside plain Express + PostgreSQL',
  impossible: without('postgres'),
  async run(bench: Bench) {
    await using database = await ownPostgres(bench);
    await using shop = await startBenchShop(bench.folder(), { EVENT_STORE: 'postgres', POSTGRES_URL: database.url });
    await using plain = await startPlainShop(bench);
    const { skus } = await stockProducts(shop.client, 'SPREAD', 200);
    await plain.stock(skus, 1_000_000);
    await using load = await startLoad();
    const placing = { skus, lines: 2, connections };
    const ours = { ...placing, url: shop.addresses.services['order-commands'] ?? '' };
    await ordersOf(shop, load, { ...ours, amount: warmUpOrders })(bench.seconds);
    const measured = await bench.inTurn({
      ours: ordersOf(shop, load, ours),
      postgres: repliesOf(load, plain.url, placing),
    });
    const other = { name: plain.name, series: measured.postgres, metric: 'accepted' };
    return [
      figure({
        what: 'two-line order, log in PostgreSQL: accepted',
        metric: 'accepted',
        unit: '/s',
        ...{ ours: measured.ours, other },
        goal: ratioAtLeast(1),
        note: `the same server; read models and keys in SQLite; ${plain.settings}`,
      }),
      figure({
        what: 'two-line order, log in PostgreSQL: confirmed',
        metric: 'confirmed',
        unit: '/s',
        ours: measured.ours.map(({ confirmed = 0 }) => ({ confirmed })),
        other,
      }),
    ];
  },
};
