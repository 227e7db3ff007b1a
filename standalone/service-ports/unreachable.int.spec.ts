import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { createOrderCommands } from '@shop/order-commands/application.ts';
import { createHttpCatalogue } from '@shop/order-commands/http-ports/catalogue.ts';
import { createHttpDiscountCodes } from '@shop/order-commands/http-ports/discount-codes.ts';
import { createHttpStock } from '@shop/order-commands/http-ports/stock.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { type TestService, testService } from '@shop/platform/http/testing.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { memoryKeyVault } from '@shop/platform/personal-data/memory.ts';
import { createServiceClient } from '@shop/platform/service-client/client.ts';
import type { CallReport } from '@shop/platform/service-client/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { openProductShop, type ProductShop, trustedTokens } from './product-shop.ts';

const shippingAddress = { name: 'Alice', line1: '1 High Street', city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
const as = 'customer~alice';

describe('orders, while nothing of products can be reached', () => {
  let shop: ProductShop;
  let orders: TestService;
  const stop = new AbortController();
  let running: Promise<void>;
  let places: readonly string[] = [];
  const listeners = new Set<() => void>();
  const reach = (origins: readonly string[]): void => {
    places = origins;
    for (const listener of listeners) listener();
  };
  const discovery: Discovery = {
    instances: () => places,
    onChange: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
    close: () => Promise.resolve(),
  };
  let observe = (_report: CallReport): void => undefined;
  const client = createServiceClient({
    ...{ discovery, tokens: trustedTokens, log: silentLog, now: () => performance.now() },
    observe: (report) => observe(report),
  });
  const store = memoryEventStore({ clock: systemClock });
  const everything = () => reach(shop.servers.map(({ url }) => url));

  before(async () => {
    shop = await openProductShop();
    await shop.sell({ LAMP: 339 });
    await shop.stock({ LAMP: 100 });
    const service = createOrderCommands({
      ...{ store, clock: systemClock, currency: 'GBP', log: silentLog, vault: memoryKeyVault() },
      catalogue: createHttpCatalogue(client),
      stock: createHttpStock(client),
      discountCodes: createHttpDiscountCodes(client),
      feed: storeFeed(store, systemClock),
      provider: testPaymentProvider({ clock: systemClock }),
      policy: { quickRetriesMs: [1], retriesMs: [100, 100, 100, 100, 100, 100] },
    });
    orders = await testService(service.routes);
    running = service.runners.fulfilment.run(stop.signal);
  });
  after(async () => {
    stop.abort(new Error('stop'));
    await Promise.allSettled([running]);
    await orders[Symbol.asyncDispose]();
    await client.close();
    await shop.close();
  });
  afterEach(everything);

  it('are not taken without prices: 503 with Retry-After, and the same key goes through later', async () => {
    reach([]);
    const order = { as, key: 'later', body: { lines: [{ sku: 'LAMP', quantity: 1 }], shippingAddress } };
    const answer = await orders.call('POST', '/orders', order);
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assert.equal(answer.body.type, '/problems/service-unavailable');
    assert.ok(Number(answer.headers.get('retry-after')) >= 1);
    everything();
    assert.equal((await orders.call('POST', '/orders', order)).status, 201);
  });

  it('that are placed wait for their stock, and are confirmed once it can be reached', async () => {
    everything();
    const body = { lines: [{ sku: 'LAMP', quantity: 2 }], shippingAddress };
    const { id } = (await orders.call('POST', '/orders', { as, body })).body as { readonly id: string };
    const failures: CallReport[] = [];
    // Products go away right after the prices were asked for: what comes next asks for the stock.
    observe = (report) => {
      if (report.path === '/internal/offers') reach([]);
      if (report.status === null) failures.push(report);
    };
    const placing = orders.call('POST', `/orders/${id}/place`, {
      ...{ as, body: { paymentToken: 'tok_ok' } },
      headers: { Prefer: 'wait=10' },
    });
    while (failures.length < 3) await systemClock.sleep(5);
    assert.deepEqual([...new Set(failures.map(({ path }) => path))], ['/internal/reservations']);
    everything();
    const answer = await placing;
    assert.deepEqual([answer.status, answer.body.status], [200, 'confirmed']);
  });
});
