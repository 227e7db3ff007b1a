import type { Bench, Row } from '../harness/bench.ts';
import { without } from '../harness/engines.ts';
import { type Figure, figure, ratioAtLeast } from '../harness/figure.ts';
import { fillLog } from '../harness/fill.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { repliesOf } from './placing.ts';
import { startPlainShop } from './plain-shop.ts';
import { readsOf } from './reads.ts';

const distinct = 200;

/** A product, an order and a list of orders, beside the same read from PostgreSQL. */
export const plainReads: Row = {
  name: 'plain-reads',
  title: 'GET product / order / list of 20, 64 clients, beside plain Express + PostgreSQL',
  impossible: without('postgres'),
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    await using plain = await startPlainShop(bench);
    await using load = await startLoad();
    const { ids, skus } = await stockProducts(shop.client, 'SPREAD', distinct);
    const plainIds = await plain.stock(skus, 1_000_000);
    await fillLog(shop, load, skus, bench.quick ? 8_000 : 20_000, (text) => bench.progress(text));
    await repliesOf(load, plain.url, { skus, lines: 2, connections: 32 })(bench.quick ? 0.5 : 2);

    const headers = { Authorization: `Bearer ${await shop.client.token('alice')}` };
    const { body } = await shop.client.ask('GET', '/orders?limit=100', { as: 'alice' });
    const orderIds = (body.items as readonly { readonly id: string }[]).map(({ id }) => id);
    const plainOrderIds = await plain.child.ask<readonly string[]>('orderIds', 100);
    const services = shop.addresses.services;
    const reads = [
      {
        what: 'GET product',
        service: 'product-queries',
        ours: pathsOf('products', ids),
        plain: pathsOf('products', plainIds),
        headers: {},
      },
      {
        what: 'GET order',
        service: 'order-queries',
        ours: pathsOf('orders', orderIds),
        plain: pathsOf('orders', plainOrderIds),
        headers,
      },
      {
        what: 'GET list of 20',
        service: 'order-queries',
        ours: ['/api/v1/orders?limit=20'],
        plain: ['/api/v1/orders?limit=20'],
        headers,
      },
    ];
    const figures: Figure[] = [];
    for (const read of reads) {
      const measured = await bench.inTurn({
        ours: readsOf(load, services[read.service] ?? '', read.ours, () => shop.cpu(), read.headers),
        postgres: readsOf(load, plain.url, read.plain, () => plain.child.ask('cpu')),
      });
      figures.push(
        figure({
          what: read.what,
          metric: 'rate',
          unit: '/s',
          ours: measured.ours,
          other: { name: plain.name, series: measured.postgres },
          goal: ratioAtLeast(3),
          note: 'at the query service; ours checks tokens and ownership',
        }),
      );
    }
    return figures;
  },
};

function pathsOf(resource: string, ids: readonly string[]): readonly string[] {
  return ids.map((id) => `/api/v1/${resource}/${id}`);
}
