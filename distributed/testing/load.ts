import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, Reply } from '@shop/standalone/testing/client.ts';
import { orderOf } from '@shop/standalone/testing/stock-shop.ts';

export interface LoadOutcome {
  readonly reads: number;
  readonly commands: number;
  /** Requests that were not answered with success, in words. */
  readonly failed: readonly string[];
}

/** Load until it is told to stop. */
export interface Load {
  stop(): Promise<LoadOutcome>;
}

const readers = 6;
const writers = 3;
const pauseMs = 10;

/** Readers of one product and buyers with a key each, one request after the other, as steadily as the answers come. */
export function startLoad(client: Client, product: string, sku: string): Load {
  let stopping = false;
  const counts = { reads: 0, commands: 0 };
  const failed: string[] = [];
  const caller = async (kind: keyof typeof counts, ask: () => Promise<Reply>): Promise<void> => {
    while (!stopping) {
      try {
        const { status, body } = await ask();
        counts[kind]++;
        if (status >= 400) failed.push(`${kind}: ${status} ${JSON.stringify(body)}`);
      } catch (error) {
        failed.push(`${kind}: ${String(error)}`);
      }
      await sleep(pauseMs);
    }
  };
  const read = () => client.ask('GET', `/products/${product}`, { as: 'alice' });
  const buy = () => client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku, quantity: 1 }]), key: randomUUID() });
  const callers = [
    ...Array.from({ length: readers }, () => caller('reads', read)),
    ...Array.from({ length: writers }, () => caller('commands', buy)),
  ];
  return {
    async stop() {
      stopping = true;
      await Promise.all(callers);
      return { ...counts, failed };
    },
  };
}
