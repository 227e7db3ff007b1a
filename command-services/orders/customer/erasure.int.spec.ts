import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from '@shop/platform/clock/system.ts';
import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { ada, address, alice, bob, orderService, sam } from '../testing/order-service.ts';
import { customerSpec } from './customer.ts';
import { createErasureRunner } from './erasure.ts';

const wait = { Prefer: 'wait=10' };
const path = '/customers/alice/erasure';

describe('POST /customers/{customerId}/erasure', () => {
  it('destroys the key: nothing personal can be read or written any more', async () => {
    await using shop = await orderService();
    const id = await shop.cart();
    const set = (await shop.events(`order-${id}`)).find(({ type }) => type === 'ShippingDetailsSet');
    const { address: sealed } = set?.data as { address: Parameters<typeof shop.cipher.open>[0] };
    const answer = await shop.call('POST', path, { as: alice, headers: wait });
    deepEqual([answer.status, answer.body], [200, { id: 'alice', revision: 1, status: 'erased' }]);
    equal(await shop.cipher.open(sealed), null);
    deepEqual(
      (await shop.events('customer-alice')).map(({ type }) => type),
      ['CustomerErasureRequested', 'CustomerErased'],
    );
    const late = await shop.call('POST', '/orders', { as: alice, body: { shippingAddress: address } });
    deepEqual([late.status, late.body.type], [409, '/problems/customer-erased']);
    const again = await shop.call('POST', path, { as: alice, headers: wait });
    deepEqual([again.status, again.body.status], [200, 'erased']);
  });

  it('begins with 202', async () => {
    await using shop = await orderService({ idle: true });
    const answer = await shop.call('POST', path, { as: ada });
    deepEqual([answer.status, answer.body], [202, { id: 'alice', revision: 0, status: 'erasing' }]);
    ok(answer.headers.get('location')?.startsWith('/api/v1/orders'));
    equal((await shop.events('customer-alice'))[0]?.metadata.onBehalfOf, 'alice');
  });

  it('is for admin and the customers themselves', async () => {
    await using shop = await orderService({ idle: true });
    for (const as of [bob, sam, 'warehouse~walt']) equal((await shop.call('POST', path, { as })).status, 403);
    equal((await shop.call('POST', '/customers/a%20b/erasure', { as: ada })).status, 404);
    equal(await shop.store.head(), -1n);
  });
});

describe('the erasure runner', () => {
  it('finishes what a crash left: the key first, then the word', async () => {
    const clock = systemClock;
    const store = memoryEventStore({ clock });
    const customers = createAggregate(customerSpec, { store, clock });
    const cause = { commandId: 'c', correlationId: 'c', causationId: 'c', actor: { id: 'ada', kind: 'user' as const } };
    await customers.execute('alice', { type: 'RequestErasure', customerId: 'alice' }, cause);
    const destroyed: string[] = [];
    let failures = 2;
    const vault = {
      destroy: async (customerId: string) => {
        if (failures-- > 0) throw new Error('the vault is out of reach');
        destroyed.push(customerId);
      },
    };
    for (let start = 0; start < 2; start++) {
      const stop = new AbortController();
      const runner = createErasureRunner({ feed: storeFeed(store, clock), customers, vault, clock, log: silentLog });
      const running = runner.run(stop.signal);
      while ((await customers.load('alice')).state.status !== 'erased') await clock.sleep(5);
      stop.abort();
      await running;
    }
    deepEqual(destroyed, ['alice']);
    equal((await Array.fromAsync(store.readStream('customer-alice'))).length, 2);
  });
});
