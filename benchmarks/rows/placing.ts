import type { Measure } from '../harness/alternate.ts';
import type { LoadGenerator } from '../harness/load.ts';
import type { LoadedShop } from '../harness/shop.ts';

export interface Placing {
  /** Where orders are sent. */
  readonly url: string;
  readonly skus: readonly string[];
  readonly lines: number;
  readonly connections: number;
  /** So many orders, however long they take, instead of as many as there is time for. */
  readonly amount?: number;
}

/** Of a number of orders, seconds. */
const longest = 120;

/**
 * Orders placed as fast as so many clients can. `accepted` a second are answered; `confirmed` a second reckons up to
 * the confirmation of the last one, so that no work is left for later. Ends when the shop is at rest again.
 */
export function ordersOf(shop: LoadedShop, load: LoadGenerator, placing: Placing): Measure {
  return async (seconds) => {
    const headers = { Authorization: `Bearer ${await shop.client.token('alice')}` };
    const head = await shop.log.head();
    const before = await shop.cpu();
    const { url, connections, skus, lines, amount } = placing;
    const length = amount === undefined ? { seconds } : { seconds: longest, amount };
    const orders = { kind: 'orders', path: '/api/v1/orders', headers, skus, lines } as const;
    const { rate, p50, p95, p99, startedAt } = await load.saturate({ url, connections, ...length, load: orders });
    const { confirmed, rejected, lastAt, confirming } = await shop.log.settledSince(head);
    await shop.caughtUp();
    return {
      ...{ accepted: rate, p50, p95, p99, rejected },
      confirmed: confirmed / ((lastAt - startedAt) / 1_000),
      confirmingP99: confirming?.p99 ?? 0,
      cpu: ((await shop.cpu()) - before) / Math.max(1, confirmed + rejected),
    };
  };
}

/** The other side: the same orders sent to somebody who answers at once. */
export function repliesOf(load: LoadGenerator, url: string, orders: Omit<Placing, 'url'>): Measure {
  return async (seconds) => {
    const { skus, lines, connections } = orders;
    const { rate, p50, p95, p99 } = await load.saturate({
      ...{ url, connections, seconds },
      load: { kind: 'orders', path: '/api/v1/orders', headers: {}, skus, lines },
    });
    return { accepted: rate, p50, p95, p99 };
  };
}
