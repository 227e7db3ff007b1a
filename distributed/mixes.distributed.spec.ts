import { after, test } from 'node:test';
import { startEventStoreDbDouble } from '@shop/platform/event-store/eventstoredb/double/server.ts';
import { engineAddress } from '@shop/platform/testing/engines.ts';
import { cartToRefund } from '@shop/standalone/testing/cart-to-refund.ts';
import { startTestShop } from '@shop/standalone/testing/test-shop.ts';
import { isolatedSettings } from './testing/test-system.ts';

type Settings = Readonly<Record<string, string>>;

/** Any adapter with any other: what one process of the shop is made of is configuration alone. */
const mixes: readonly Settings[] = [
  { EVENT_STORE: 'sqlite', EVENT_FEED: 'kafka', READ_STORE: 'redis', KEY_VAULT: 'sqlite' },
  { EVENT_STORE: 'sqlite', EVENT_FEED: 'store', READ_STORE: 'redis', KEY_VAULT: 'sqlite' },
  { EVENT_STORE: 'sqlite', EVENT_FEED: 'kafka', READ_STORE: 'sqlite', KEY_VAULT: 'postgres' },
  { EVENT_STORE: 'postgres', EVENT_FEED: 'store', READ_STORE: 'sqlite', KEY_VAULT: 'postgres' },
  { EVENT_STORE: 'postgres', EVENT_FEED: 'kafka', READ_STORE: 'redis', KEY_VAULT: 'postgres' },
  { EVENT_STORE: 'eventstoredb', EVENT_FEED: 'store', READ_STORE: 'sqlite', KEY_VAULT: 'sqlite' },
  { EVENT_STORE: 'eventstoredb', EVENT_FEED: 'kafka', READ_STORE: 'redis', KEY_VAULT: 'sqlite' },
];

for (const mix of [...mixes, { ...mixes[0], REDIS: 'cluster' }]) {
  const { REDIS, ...adapters } = mix as Settings;
  const name = Object.values(mix).join(', ');
  test(`an order goes from cart to refund on ${name}`, async () => {
    const { settings, remove } = await isolatedSettings({ ...adapters, ...clusterOf(REDIS), ...(await doubleOf(adapters)) });
    after(remove);
    await using shop = await startTestShop(settings);
    await cartToRefund(shop.client, 'MIX-1');
  });
}

/** The server itself cannot be had on every machine; its protocol can (platform/event-store/eventstoredb/double). */
async function doubleOf({ EVENT_STORE }: Settings): Promise<Settings> {
  if (EVENT_STORE !== 'eventstoredb') return {};
  const double = await startEventStoreDbDouble();
  after(() => double.close());
  return { EVENTSTOREDB_URL: double.connectionString };
}

function clusterOf(redis: string | undefined): Settings {
  const cluster = redis === 'cluster' ? engineAddress('redis-cluster') : null;
  return cluster ? { REDIS_CLUSTER: cluster.nodes.join(',') } : {};
}
