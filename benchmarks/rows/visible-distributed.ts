import type { Bench, Row } from '../harness/bench.ts';
import { startDistributedBenchShop } from '../harness/distributed-shop.ts';
import { without } from '../harness/engines.ts';
import { visibility } from './visibility.ts';

/** How soon the distributed shop shows what a command did: through PostgreSQL, the relay, Kafka, a projector and Redis. */
export const visibleDistributed: Row = {
  name: 'visible-distributed',
  title: 'command → visible in the query over Kafka and Redis, at half load',
  impossible: without('postgres', 'kafka', 'redis'),
  async run(bench: Bench) {
    await using shop = await startDistributedBenchShop(bench);
    // Awaited here: the shop goes when this returns.
    return await visibility(bench, { shop, services: shop.services, where: ' over Kafka and Redis', goal: 150 });
  },
};
