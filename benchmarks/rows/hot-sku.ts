import type { Bench, Row } from '../harness/bench.ts';
import { atMost, figure, ratioAtLeast } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { ordersOf } from './placing.ts';

/** Everybody wants the same SKU: all reservations meet in one stream. */
export const hotSku: Row = {
  name: 'hot-sku',
  title: 'place order with one hot SKU',
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    const { skus } = await stockProducts(shop.client, 'SPREAD', 200);
    const [hot = ''] = (await stockProducts(shop.client, 'HOT', 1)).skus;
    await using load = await startLoad();
    const placing = { url: shop.addresses.services['order-commands'] ?? '', lines: 1, connections: 64 };
    const { ours, spread } = await bench.inTurn({
      ours: ordersOf(shop, load, { ...placing, skus: [hot] }),
      spread: ordersOf(shop, load, { ...placing, skus }),
    });
    const { oversold } = await shop.log.oversold(hot);
    const other = { name: 'spread SKUs', series: spread };
    return [
      figure({ what: 'one hot SKU: accepted', metric: 'accepted', unit: '/s', ours, other, goal: ratioAtLeast(0.5) }),
      figure({
        what: 'one hot SKU: confirmed',
        metric: 'confirmed',
        unit: '/s',
        ours: ours.map(({ confirmed = 0 }) => ({ confirmed })),
        other: { name: other.name, series: spread.map(({ confirmed = 0 }) => ({ confirmed })) },
        goal: ratioAtLeast(0.5),
      }),
      figure({ what: 'one hot SKU: oversold', metric: 'oversold', unit: '', ours: [{ oversold }], goal: atMost(0) }),
    ];
  },
};
