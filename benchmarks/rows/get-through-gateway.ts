import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { startBenchShop, stockProducts } from '../harness/shop.ts';
import type { GatewayReady } from '../subjects/gateway.ts';
import { processTree } from '../harness/processes.ts';
import { costOf, processorTime, readsOf } from './reads.ts';
import { sameBytes } from './same-bytes.ts';

/** GET of one product through the gateway, beside the least proxy there can be in front of the same bytes. */
export const getThroughGateway: Row = {
  name: 'get-gateway',
  title: 'GET product through the gateway',
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    const { ids } = await stockProducts(shop.client, 'GET', 100);
    await shop.caughtUp();
    const paths = ids.map((id) => `/api/v1/products/${id}`);
    const direct = shop.addresses.services['product-queries'] ?? '';
    await using bytes = await startChild<string>('subjects/bytes.ts', await sameBytes(direct + (paths[0] ?? '')));
    await using proxy = await startChild<string>('subjects/proxy.ts', { upstream: bytes.ready });
    const alone = { upstream: bytes.ready, issuer: shop.addresses.issuer };
    await using gateway = await startChild<GatewayReady>('subjects/gateway.ts', alone);
    await using load = await startLoad();
    const { whole, front, bare } = await bench.inTurn({
      whole: readsOf(load, shop.addresses.gateway, paths, processorTime(gatewayOf(shop.pid))),
      front: readsOf(load, gateway.ready.url, paths, processorTime(gateway.ready.pid)),
      bare: readsOf(load, proxy.ready, paths, () => proxy.ask('cpu')),
    });
    const other = { name: 'node:http + undici, same bytes', series: bare };
    return [
      figure({
        what: 'GET product through the gateway',
        metric: 'rate',
        unit: '/s',
        ours: whole,
        other,
        goal: ratioAtLeast(0.8),
        note: 'the query service behind it does its work; 64 connections',
      }),
      figure({ what: 'gateway alone, in front of the same bytes', metric: 'rate', unit: '/s', ours: front, other }),
      costOf('gateway alone', front, other),
    ];
  },
};

/** The shop's gateway is the only child of the shop's process. */
function gatewayOf(shop: number): number {
  const child = processTree(shop)[1];
  if (!child) throw new Error('the shop has no gateway process');
  return child.pid;
}
