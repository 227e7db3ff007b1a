import type { Row } from '../harness/bench.ts';
import { append } from './append.ts';
import { getProduct } from './get-product.ts';
import { getThroughGateway } from './get-through-gateway.ts';
import { growth } from './growth.ts';
import { hotSku } from './hot-sku.ts';
import { lastUnits } from './last-units.ts';
import { memory } from './memory.ts';
import { placeOrder } from './place-order.ts';
import { plainOrders } from './plain-orders.ts';
import { plainReads } from './plain-reads.ts';
import { relay } from './relay.ts';
import { replay } from './replay.ts';
import { visible } from './visible.ts';

/** Every row, in the order in which they are measured. */
export const rows: readonly Row[] = [
  getProduct,
  getThroughGateway,
  placeOrder,
  hotSku,
  lastUnits,
  append,
  relay,
  replay,
  visible,
  memory,
  growth,
  plainOrders,
  plainReads,
];
