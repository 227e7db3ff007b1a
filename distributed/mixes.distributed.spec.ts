import { after, test } from 'node:test';
import { startEventStoreDbDouble } from '@shop/platform/event-store/eventstoredb/double/server.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
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

describeOn('kafka', 'an order goes from cart to refund', () => {
  for (const mix of mixes) test(`on ${Object.values(mix).join(', ')}`, () => fromCartToRefund(mix));
});

describeOn('redis-cluster', 'an order goes from cart to refund', ({ nodes }) => {
  test('on sqlite, kafka and a Redis Cluster', () => fromCartToRefund({ ...mixes[0], REDIS_CLUSTER: nodes.join(',') }));
});

async function fromCartToRefund(adapters: Settings): Promise<void> {
  const { settings, remove } = await isolatedSettings({ ...adapters, ...(await doubleOf(adapters)) });
  after(remove);
  await using shop = await startTestShop(settings);
  await cartToRefund(shop.client, 'MIX-1');
}

/** The server itself cannot be had on every machine; its protocol can (platform/event-store/eventstoredb/double). */
async function doubleOf({ EVENT_STORE }: Settings): Promise<Settings> {
  if (EVENT_STORE !== 'eventstoredb') return {};
  const double = await startEventStoreDbDouble();
  after(() => double.close());
  return { EVENTSTOREDB_URL: double.connectionString };
}
