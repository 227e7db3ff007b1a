import type { Api } from './api.ts';
import type { Staging } from './staging.ts';
import { unless } from './unless.ts';

export interface Need {
  readonly sku: string;
  readonly units: number;
}

/** The contract's greatest quantity. */
const mostPerReceipt = 1_000_000;
const reference = "brought in from the shop's earlier sales";

/** Units of each SKU that leave the house in a month. Files do not tell deliveries: what was sold must have been there. */
export function needsOf(staging: Staging, month: string): readonly Need[] {
  return staging
    .prepare(
      `SELECT sku, sum(abs(quantity)) AS units FROM rows WHERE substr(at, 1, 7) = ? AND (fate = 'order line' OR (fate = 'stock adjustment' AND quantity < 0))
       GROUP BY sku ORDER BY sku`,
    )
    .all(month) as Need[];
}

/**
 * Receives what a month needs of a SKU, once: where an earlier file held other rows of the month, nothing is
 * received again, and what is then short is received by those who miss it ({@link receiveMissing}).
 */
export async function receiveForMonth(api: Api, month: string, { sku, units }: Need): Promise<void> {
  for (let rest = units, part = 0; rest > 0; rest -= mostPerReceipt, part++) {
    const body = { quantity: Math.min(rest, mostPerReceipt), reference };
    const key = { alone: `receipt:${sku}:${month}:${part}` };
    await unless('idempotency-key-reused', () => api.call('POST', pathOf(sku), { as: 'walt', key, body }));
  }
}

/** Receives what a document misses of a SKU. */
export async function receiveMissing(api: Api, document: string, { sku, units }: Need): Promise<void> {
  for (let rest = units, part = 0; rest > 0; rest -= mostPerReceipt, part++) {
    const body = { quantity: Math.min(rest, mostPerReceipt), reference };
    await api.call('POST', pathOf(sku), { as: 'walt', key: `receipt:${document}:${sku}:${part}`, body });
  }
}

function pathOf(sku: string): string {
  return `/inventory/${encodeURIComponent(sku)}/receipts`;
}
