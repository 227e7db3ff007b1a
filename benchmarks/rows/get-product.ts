import { startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import { costOf, readsOf } from './reads.ts';
import { sameBytes } from './same-bytes.ts';

/** GET of one product at the query service, beside node:http that sends the same bytes. */
export const getProduct: Row = {
  name: 'get-product',
  title: 'GET product, query service',
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    const { ids } = await stockProducts(shop.client, 'GET', 100);
    await shop.caughtUp();
    const url = shop.addresses.services['product-queries'] ?? '';
    const paths = ids.map((id) => `/api/v1/products/${id}`);
    await using bare = await startChild<string>('subjects/bytes.ts', await sameBytes(url + (paths[0] ?? '')));
    await using load = await startLoad();
    const { ours, other } = await bench.inTurn({
      ours: readsOf(load, url, paths, () => shop.cpu()),
      other: readsOf(load, bare.ready, paths, () => bare.ask('cpu')),
    });
    const name = 'node:http, same bytes';
    return [
      figure({
        what: 'GET product, query service',
        metric: 'rate',
        unit: '/s',
        ours,
        other: { name, series: other },
        goal: ratioAtLeast(0.7),
        note: '64 connections, 100 products, autocannon in a process of its own',
      }),
      costOf('GET product, query service', ours, { name, series: other }),
    ];
  },
};
