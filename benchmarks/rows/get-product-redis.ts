import type { Bench, Row } from '../harness/bench.ts';
import { without } from '../harness/engines.ts';
import { figure } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { ownRedisKeys } from '../harness/own-redis-keys.ts';
import { type BenchShop, startBenchShop, stockProducts } from '../harness/shop.ts';
import { costOf, readsOf } from './reads.ts';

/** GET of one product at a query service whose read models are in Redis, beside the same on SQLite. */
export const getProductRedis: Row = {
  name: 'get-product-redis',
  title: 'GET product, query service on Redis',
  impossible: without('redis'),
  async run(bench: Bench) {
    await using keys = ownRedisKeys();
    await using onRedis = await startBenchShop(bench.folder(), keys.settings);
    await using onSqlite = await startBenchShop(bench.folder());
    await using load = await startLoad();
    const { redis, sqlite } = await bench.inTurn({
      redis: readsOf(load, ...(await productsOf(onRedis)), () => onRedis.cpu()),
      sqlite: readsOf(load, ...(await productsOf(onSqlite)), () => onSqlite.cpu()),
    });
    const what = 'GET product, query service on Redis';
    const other = { name: 'the same on SQLite', series: sqlite };
    const note = '64 connections, 100 products; CPU without that of Redis';
    return [figure({ what, metric: 'rate', unit: '/s', ours: redis, other, note }), costOf(what, redis, other)];
  },
};

async function productsOf(shop: BenchShop): Promise<[url: string, paths: readonly string[]]> {
  const { ids } = await stockProducts(shop.client, 'GET', 100);
  await shop.caughtUp();
  return [shop.addresses.services['product-queries'] ?? '', ids.map((id) => `/api/v1/products/${id}`)];
}
