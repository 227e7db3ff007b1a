import { streamName } from '@shop/shared-events';
import type { Rest } from '../core/rest.ts';
import type { OrderFacts } from '../facts/order-facts.ts';
import type { World } from '../facts/world.ts';

/**
 * Whether everything that an order's events ask for must have been done by the end of the log: its last event
 * has been come to, and its process neither means to try again later nor is stuck.
 */
export function settled(orderId: string, order: OrderFacts, world: World, rest: Rest): boolean {
  if (!rest.reached(order)) return false;
  const process = world.processes.get(orderId);
  if (!process) return world.axis(streamName('order', orderId), 'status') !== 'placed';
  return process.deadline === null && !process.stuck;
}
