import type { Bench, Row } from '../harness/bench.ts';
import { startBenchShop } from '../harness/shop.ts';
import { visibility } from './visibility.ts';

/** How soon the standalone shop shows what a command did. */
export const visible: Row = {
  name: 'visible',
  title: 'command → visible in the query, at half load',
  async run(bench: Bench) {
    await using shop = await startBenchShop(bench.folder());
    // Awaited here: the shop goes when this returns.
    return await visibility(bench, { shop, services: shop.addresses.services, where: '', goal: 50 });
  },
};
