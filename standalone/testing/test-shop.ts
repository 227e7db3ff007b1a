import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig } from '@shop/platform/config/config.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { type Shop, startShop } from '../shop.ts';
import { type Client, createClient } from './client.ts';

export interface TestShop extends AsyncDisposable {
  readonly shop: Shop;
  readonly client: Client;
  /** The data folder; goes with the shop. */
  readonly folder: string;
}

/** Ports that the system chooses, so that shops can stand side by side. */
export const freePorts = Object.fromEntries(
  [
    'GATEWAY',
    'GATEWAY_ADMIN',
    'ISSUER',
    'PRODUCT_COMMANDS',
    'ORDER_COMMANDS',
    'PRODUCT_QUERIES',
    'ORDER_QUERIES',
    'OPERATIONS',
  ].map((name) => [`${name}_PORT`, '0']),
);

/** A whole shop, gateway process included, on free ports and in a folder of its own. */
export async function startTestShop(settings: Readonly<Record<string, string>> = {}): Promise<TestShop> {
  const folder = settings['DATA_FOLDER'] ?? mkdtempSync(join(tmpdir(), 'shop-test-'));
  const shop = await startShop(parseConfig({ ...freePorts, DATA_FOLDER: folder, ...settings }), silentLog);
  return {
    shop,
    folder,
    client: createClient(shop.gateway, shop.issuer),
    async [Symbol.asyncDispose]() {
      await shop.close();
      if (settings['DATA_FOLDER'] === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
