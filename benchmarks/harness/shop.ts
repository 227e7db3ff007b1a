import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { type Client, createClient } from '@shop/standalone/testing/client.ts';
import { stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuByThread, ShopInput, ShopReady } from '../subjects/shop.ts';
import { type Child, startChild } from './child.ts';
import { type OrderLog, orderLog } from './order-log.ts';

/** A shop under load, in one process or in many. */
export interface LoadedShop {
  readonly client: Client;
  readonly log: OrderLog;
  /** CPU time of the shop without its gateway, microseconds. */
  cpu(): Promise<number>;
  /** Resolves when every read model has applied the whole log. */
  caughtUp(): Promise<void>;
}

/** A standalone shop in a process of its own. */
export interface BenchShop extends LoadedShop, AsyncDisposable {
  readonly child: Child<ShopReady>;
  readonly pid: number;
  readonly addresses: ShopReady;
  cpuByThread(): Promise<CpuByThread>;
}

const longestCatchUp = 120_000;

/** Starts a shop on a folder of its own; on embedded engines where the settings name no others. */
export async function startBenchShop(
  folder: string,
  settings: ShopInput['settings'] = {},
  tracing?: ShopInput['tracing'],
): Promise<BenchShop> {
  const child = await startChild<ShopReady>('subjects/shop.ts', { folder, settings, tracing } satisfies ShopInput);
  return shopIn(child, child.ready, { folder, settings });
}

/** Stops a shop and starts one on another folder in the same process, embedded: its code is warm, its log is not the same. */
export async function moveBenchShop(shop: BenchShop, folder: string): Promise<BenchShop> {
  await shop.log.close();
  return shopIn(shop.child, await shop.child.ask<ShopReady>('restart', { folder }), { folder, settings: {} });
}

async function shopIn(child: Child<ShopReady>, addresses: ShopReady, input: ShopInput): Promise<BenchShop> {
  const config = parseConfig({ ...input.settings });
  const store = await openEventStore(config, (...parts) => join(input.folder, ...parts), silentLog);
  const log = orderLog(store);
  const client = createClient(addresses.gateway, addresses.issuer);
  return {
    child,
    pid: child.pid,
    addresses,
    client,
    log,
    cpuByThread: () => child.ask<CpuByThread>('cpuByThread'),
    cpu: () => child.ask<number>('cpu'),
    caughtUp: () => caughtUp(client),
    async [Symbol.asyncDispose]() {
      await log.close();
      await child[Symbol.asyncDispose]();
    },
  };
}

/** Resolves when every read model has applied the whole log. */
export async function caughtUp(client: Client): Promise<void> {
  const deadline = Date.now() + longestCatchUp;
  for (;;) {
    const { body } = await client.ask('GET', '/operations/projections?limit=100', { as: 'ada' });
    const items = body.items as readonly { readonly name: string; readonly lagEvents: number | null }[];
    const behind = items.filter(({ lagEvents }) => lagEvents !== 0);
    if (behind.length === 0) return;
    if (Date.now() > deadline) throw new Error(`still behind: ${behind.map(({ name }) => name).join(', ')}`);
    await sleep(50);
  }
}

/** So many products of one variant each, published and stocked; their ids and SKUs. */
export async function stockProducts(
  client: Client,
  prefix: string,
  count: number,
  onHand = 1_000_000,
): Promise<{ readonly ids: readonly string[]; readonly skus: readonly string[] }> {
  const skus = Array.from({ length: count }, (_, n) => `${prefix}-${n}`);
  const ids: string[] = [];
  for (let from = 0; from < count; from += 16) {
    ids.push(...(await Promise.all(skus.slice(from, from + 16).map((sku) => stockProduct(client, sku, onHand)))));
  }
  return { ids, skus };
}
