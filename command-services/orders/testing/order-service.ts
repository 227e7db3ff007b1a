import type { RecordedEvent } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { type TestAnswer, type TestCall, testService } from '@shop/platform/http/testing.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { personalDataCipher } from '@shop/platform/personal-data/cipher.ts';
import { memoryKeyVault } from '@shop/platform/personal-data/memory.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { createOrderCommands } from '../application.ts';
import type { OrderPolicy } from '../policy.ts';
import { FakeCatalogue } from './fake-catalogue.ts';
import { FakeDiscountCodes } from './fake-discount-codes.ts';
import { FakeStock } from './fake-stock.ts';

export const address = { name: 'Alice', line1: '1 High Street', city: 'Leeds', postalCode: 'LS1 1AA', country: 'GB' };
export const gbp = (amount: number) => ({ amount, currency: 'GBP' });
export const alice = 'customer~alice';
export const bob = 'customer~bob';
export const sam = 'support~sam';
export const walt = 'warehouse~walt';
export const ada = 'admin~ada';
const sale = { code: 'SALE', percentOff: 10, amountOff: null };

/** The order command service over HTTP on memory adapters, with its runners at work unless `idle`. */
export async function orderService(
  options: { readonly idle?: boolean; readonly clock?: Clock; readonly policy?: Partial<OrderPolicy> } = {},
) {
  const clock = options.clock ?? systemClock;
  const store = memoryEventStore({ clock });
  const stock = new FakeStock({ A: 100, B: 100, GONE: 0, OLD: 100 });
  const catalogue = new FakeCatalogue({ A: 1_000, B: 500, GONE: 700, OLD: 300 });
  const vault = memoryKeyVault();
  const service = createOrderCommands({
    ...{ store, clock, catalogue, stock, vault, currency: 'GBP' },
    feed: storeFeed(store, clock),
    log: silentLog,
    discountCodes: new FakeDiscountCodes([{ terms: sale, most: 100 }]),
    provider: testPaymentProvider({ clock }),
    policy: { quickRetriesMs: [1], ...options.policy },
  });
  const http = await testService(service.routes);
  const stop = new AbortController();
  const { fulfilment, erasure } = service.runners;
  const running = options.idle ? [] : [fulfilment.run(stop.signal), erasure.run(stop.signal)];
  const call = (method: string, path: string, call?: TestCall): Promise<TestAnswer> => http.call(method, path, call);
  return {
    call,
    store,
    stock,
    catalogue,
    vault,
    cipher: personalDataCipher(vault),
    events: async (stream: string): Promise<RecordedEvent[]> => Array.fromAsync(store.readStream(stream)),
    /** Waits until the order's stream holds an event of the type. */
    async heard(orderId: string, type: string): Promise<void> {
      const deadline = systemClock.now() + 10_000;
      for (;;) {
        const events = await Array.fromAsync(store.readStream(`order-${orderId}`));
        if (events.some((event) => event.type === type)) return;
        if (systemClock.now() > deadline) throw new Error(`order ${orderId} never had ${type}`);
        await systemClock.sleep(5);
      }
    },
    /** A cart with one line of two A, addressed. */
    async cart(as: string = alice): Promise<string> {
      const body = { lines: [{ sku: 'A', quantity: 2 }], shippingAddress: address };
      return (await call('POST', '/orders', { as, body })).body.id;
    },
    /** An order that was placed and has come to rest. */
    async placed(paymentToken = 'tok_ok', more: Record<string, unknown> = {}): Promise<string> {
      const body = { lines: [{ sku: 'A', quantity: 2 }], shippingAddress: address, paymentToken, place: true, ...more };
      const answer = await call('POST', '/orders', { as: alice, body, headers: { Prefer: 'wait=10' } });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body.id;
    },
    async [Symbol.asyncDispose](): Promise<void> {
      stop.abort(new Error('stop'));
      await Promise.allSettled(running);
      await http[Symbol.asyncDispose]();
    },
  };
}
export type OrderService = Awaited<ReturnType<typeof orderService>>;
