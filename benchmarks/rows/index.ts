import type { Row } from '../harness/bench.ts';
import { append } from './append.ts';
import { appendPostgres } from './append-postgres.ts';
import { getProduct } from './get-product.ts';
import { getProductRedis } from './get-product-redis.ts';
import { getThroughGateway } from './get-through-gateway.ts';
import { growth } from './growth.ts';
import { hotSku } from './hot-sku.ts';
import { lastUnits } from './last-units.ts';
import { memory } from './memory.ts';
import { placeOrder } from './place-order.ts';
import { plainOrders } from './plain-orders.ts';
import { plainReads } from './plain-reads.ts';
import { postgresOrders } from './postgres-orders.ts';
import { projectRedis } from './project-redis.ts';
import { relay } from './relay.ts';
import { replay } from './replay.ts';
import { tracedReads } from './traced-reads.ts';
import { visible } from './visible.ts';
import { visibleDistributed } from './visible-distributed.ts';

/** Every row, in the order in which they are measured. */
export const rows: readonly Row[] = [
  getProduct,
  getProductRedis,
  getThroughGateway,
  tracedReads,
  placeOrder,
  hotSku,
  lastUnits,
  append,
  appendPostgres,
  relay,
  projectRedis,
  replay,
  visible,
  visibleDistributed,
  memory,
  growth,
  plainOrders,
  postgresOrders,
  plainReads,
];
