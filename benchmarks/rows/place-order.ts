import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { repliesOf, ordersOf } from './placing.ts';

const connections = 64;

/** Orders of one line over many SKUs, durable, beside Express that echoes the same body. */
export const placeOrder: Row = {
  name: 'place-order',
  title: 'place order, standalone, durable, 64 clients, spread SKUs',
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    const { skus } = await stockProducts(shop.client, 'SPREAD', 200);
    await using echo = await startChild<string>('subjects/echo.ts');
    await using load = await startLoad();
    const direct = shop.addresses.services['order-commands'] ?? '';
    const placing = { skus, lines: 1, connections };
    const { ours, gateway, express } = await bench.inTurn({
      ours: ordersOf(shop, load, { ...placing, url: direct }),
      gateway: ordersOf(shop, load, { ...placing, url: shop.addresses.gateway }),
      express: repliesOf(load, echo.ready, placing),
    });
    const other = { name: 'Express echo', series: express };
    return [
      figure({
        what: 'place order: accepted',
        metric: 'accepted',
        unit: '/s',
        ours,
        other,
        goal: ratioAtLeast(0.4),
        note: 'at the order service; 200 SKUs, one line an order, address sealed, payment taken by the test provider',
      }),
      figure({
        what: 'place order: confirmed',
        metric: 'confirmed',
        unit: '/s',
        ours: ours.map(({ confirmed = 0 }) => ({ confirmed })),
        other: { ...other, metric: 'accepted' },
        note: 'all events of an order up to its confirmation; reckoned to the last confirmation',
      }),
      figure({ what: 'place order through the gateway: accepted', metric: 'accepted', unit: '/s', ours: gateway, other }),
      figure({
        what: 'place order: CPU an order, all threads',
        metric: 'cpu',
        unit: ' µs',
        ours: ours.map(({ cpu = 0 }) => ({ cpu })),
      }),
    ];
  },
};
