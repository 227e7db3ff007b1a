import type { LoadGenerator } from './load.ts';
import type { BenchShop } from './shop.ts';

/** So many orders tell how many events an order makes. */
const firstOrders = 50;
const mostOrders = 2_000;
const connections = 50;

/**
 * Places orders through the shop's own HTTP until its log has about so many events, then waits until everything is
 * confirmed and projected: the log is what a shop writes, not what a bench makes up.
 */
export async function fillLog(
  shop: BenchShop,
  load: LoadGenerator,
  skus: readonly string[],
  events: number,
  progress: (text: string) => void,
): Promise<void> {
  const headers = { Authorization: `Bearer ${await shop.client.token('alice')}` };
  const url = shop.addresses.services['order-commands'] ?? '';
  const orders = { kind: 'orders', path: '/api/v1/orders', headers, skus, lines: 2 } as const;
  let eventsPerOrder = 0;
  for (let head = await shop.log.head(); head < events;) {
    progress(`the log has ${head} of ${events} events`);
    const missing = eventsPerOrder === 0 ? firstOrders : Math.ceil((events - Number(head)) / eventsPerOrder);
    const amount = Math.max(connections, Math.min(mostOrders, missing));
    await load.saturate({ url, connections, seconds: 600, amount, load: orders });
    await shop.log.settledSince(head);
    const reached = await shop.log.head();
    eventsPerOrder = Number(reached - head) / amount;
    head = reached;
  }
  await shop.caughtUp();
}
