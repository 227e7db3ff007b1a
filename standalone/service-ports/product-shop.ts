import { systemClock } from '@shop/platform/clock/system.ts';
import { staticDiscovery } from '@shop/platform/discovery/static.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { TestService } from '@shop/platform/http/testing.ts';
import { testService } from '@shop/platform/http/testing.ts';
import { systemIds } from '@shop/platform/ids/system.ts';
import { createServiceClient } from '@shop/platform/service-client/client.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import type { Articles } from '@shop/order-commands/ports/contract/catalogue.ts';
import type { Code } from '@shop/order-commands/ports/contract/discount-codes.ts';
import { createProductCommands } from '@shop/product-commands/application.ts';

/** Tokens for a service that takes them at their word. */
export const trustedTokens = { token: () => Promise.resolve('service~orders'), invalidate: () => undefined };

/** The products' command service on one store, by default in memory, over HTTP, and a client that asks its two instances. */
export async function openProductShop(store: EventStore = memoryEventStore({ clock: systemClock })) {
  const instance = () => {
    const service = createProductCommands({ store, clock: systemClock, ids: systemIds, currency: 'GBP', cachedStreams: 1_000 });
    return { service, http: testService(service.routes) };
  };
  const [one, two] = [instance(), instance()];
  const servers: readonly TestService[] = await Promise.all([one.http, two.http]);
  const client = createServiceClient({
    discovery: staticDiscovery({ 'product-commands': servers.map(({ url }) => url) }),
    tokens: trustedTokens,
    log: silentLog,
    now: () => performance.now(),
    // Of a machine that is busy with other tests.
    timeoutMs: 30_000,
  });
  const post = async (as: string, path: string, body: object = {}): Promise<{ readonly id: string }> => {
    const answer = await (servers[0] as TestService).call('POST', path, { as, body });
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    return answer.body as { readonly id: string };
  };
  return {
    /** The ports as they are within one process. */
    ports: one.service,
    client,
    servers,
    async stock(onHand: Readonly<Record<string, number>>): Promise<void> {
      for (const [sku, units] of Object.entries(onHand)) await post('warehouse~walt', '/inventory', { sku, onHand: units });
    },
    /** Articles on sale; those whose SKU begins with `OLD` are archived again. */
    async sell(articles: Articles): Promise<void> {
      for (const [sku, amount] of Object.entries(articles)) {
        const variants = [{ sku, price: { amount, currency: 'GBP' } }];
        const { id } = await post('catalog-manager~carol', '/products', { name: `Article ${sku}`, variants });
        await post('catalog-manager~carol', `/products/${id}/publish`);
        if (sku.startsWith('OLD')) await post('catalog-manager~carol', `/products/${id}/archive`);
      }
    },
    async offer(codes: readonly Code[]): Promise<void> {
      for (const { terms, most } of codes) {
        const { code, amountOff } = terms;
        await post('catalog-manager~carol', '/discount-codes', { code, amountOff, maxRedemptions: most });
      }
    },
    async close(): Promise<void> {
      await client.close();
      await Promise.all(servers.map((server) => server[Symbol.asyncDispose]()));
    },
  };
}
export type ProductShop = Awaited<ReturnType<typeof openProductShop>>;
