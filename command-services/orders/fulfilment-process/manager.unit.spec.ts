import { equal, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import { encodeEvents } from '@shop/platform/command-handling/encode.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { systemClock as clock } from '@shop/platform/clock/system.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { created, noon, orderId, placed } from '../order/order.fixtures.ts';
import { orderSpec } from '../order/order.ts';
import { noOrder } from '../order/state.ts';
import { createPaymentService } from '../payment/payment-service.ts';
import { paymentSpec } from '../payment/payment.ts';
import { defaultPolicy } from '../policy.ts';
import { FakeDiscountCodes } from '../testing/fake-discount-codes.ts';
import { FakeStock } from '../testing/fake-stock.ts';
import { manage, NotAcknowledgedYetError, ProcessMovedError } from './manager.ts';
import type { Heard } from './messages.ts';
import { processSpec } from './process.ts';

const trigger = { id: 'event-1', correlationId: 'c', revision: 1 };
const input = { kind: 'heard', event: placed as Heard } as const;
const stale = { state: noOrder, revision: -1 };

async function setUp(behindFor: number) {
  const store = memoryEventStore({ clock });
  const stock = new FakeStock({ A: 0, B: 0 });
  const payments = createAggregate(paymentSpec, { store, clock });
  const orders = createAggregate(orderSpec, { store, clock });
  const cause = { commandId: 'c', correlationId: 'c', causationId: 'c', actor: { id: 'alice', kind: 'user' as const } };
  await store.append(`order-${orderId}`, 'no_stream', encodeEvents([created, placed], cause, noon));
  let looks = 0;
  return {
    ...{ store, clock, stock, policy: defaultPolicy, discountCodes: new FakeDiscountCodes() },
    processes: createAggregate(processSpec, { store, clock }),
    payments: createPaymentService({ payments, provider: testPaymentProvider({ clock }), clock, waitsMs: [] }),
    orders: { ...orders, load: async (id: string) => (looks++ < behindFor ? stale : orders.load(id)) },
  };
}

describe('a go at a process', () => {
  it('waits for the order to be as new as the event that was heard', async () => {
    const world = await setUp(3);
    await manage(world, orderId, input, trigger);
    const types = (await Array.fromAsync(world.store.readStream(`order-${orderId}`))).map(({ type }) => type);
    equal(types.at(-1), 'OrderRejected');
  });

  it('does nothing to an order that stays behind', async () => {
    const world = await setUp(Infinity);
    await rejects(manage(world, orderId, input, trigger), NotAcknowledgedYetError);
    equal(await world.store.head(), 1n);
  });

  it('stops where another runner has written to the process', async () => {
    const world = await setUp(0);
    const { load } = world.processes;
    const id = '01890a5d-0000-7000-8000-00000000beef';
    const metadata = {
      ...{ version: 1, decidedAt: noon, commandId: id, $correlationId: id, $causationId: id },
      actor: { id: 'other', kind: 'process' as const },
    };
    world.processes.load = async (one) => {
      const loaded = await load(one);
      const data = { orderId, trigger: 'other', deadline: noon };
      const type = 'FulfilmentProcessStarted';
      await world.store.append(`fulfilmentProcess-${orderId}`, 'no_stream', [{ id, type, data, metadata }]);
      return loaded;
    };
    await rejects(manage(world, orderId, input, trigger), ProcessMovedError);
    equal((await Array.fromAsync(world.store.readStream(`fulfilmentProcess-${orderId}`))).length, 1);
  });
});
