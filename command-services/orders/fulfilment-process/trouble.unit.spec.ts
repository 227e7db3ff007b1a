import { deepEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { units, uuid } from '../order/order.fixtures.ts';
import { World } from './testing/simulation.ts';

const minute = 60_000;
const at = '2026-03-01T12:00:00.000Z';
const dispatch = {
  type: 'CreateFulfilment',
  fulfilmentId: uuid(10),
  lines: [units('A', 3), units('B', 1)],
  tracking: null,
} as const;
const ofType = async (world: World, type: string) =>
  (await world.events('fulfilmentProcess')).filter((event) => event.type === type);

describe('when stock is out of reach', () => {
  it('an order expires after 30 seconds, and is given back what it may hold', async () => {
    const world = new World();
    world.broken.add('stock.reserve');
    world.start();
    await world.place();
    await world.settle(29_000);
    equal((await world.types('order')).includes('OrderExpired'), false);
    await world.settle(8_000);
    deepEqual(await world.types('order'), ['OrderPlaced', 'OrderExpired']);
    deepEqual(
      (await ofType(world, 'FulfilmentDeadlineElapsed')).map(({ data }) => (data as { step: string }).step),
      ['reserving'],
    );
    equal((await ofType(world, 'FulfilmentProcessEnded')).length, 1);
    await world.stop();
  });

  it('an order goes on as soon as stock answers again', async () => {
    const world = new World();
    world.broken.add('stock.reserve');
    world.start();
    await world.place();
    await world.settle(9_000);
    world.broken.clear();
    await world.settle(15_000);
    equal((await world.types('order')).at(-1), 'OrderConfirmed');
    await world.stop();
  });

  it('a paid order is confirmed later, however long it takes, and told to be stuck meanwhile', async () => {
    const world = new World();
    world.broken.add('stock.confirm');
    world.start();
    await world.place();
    await world.settle(20 * minute);
    equal((await ofType(world, 'FulfilmentProcessStuck')).length, 1);
    equal((await world.types('order')).includes('OrderConfirmed'), false);
    world.broken.clear();
    await world.settle(60 * minute);
    equal((await world.types('order')).at(-1), 'OrderConfirmed');
    await world.stop();
  });

  it('what a rejected order holds is given back later', async () => {
    const world = new World({ onHand: { A: 10, B: 0 } });
    world.broken.add('stock.release');
    world.start();
    await world.place();
    await world.settle(minute);
    equal((await world.types('order')).includes('OrderRejected'), false);
    world.broken.clear();
    await world.settle(10 * minute);
    deepEqual(await world.types('order'), ['OrderPlaced', 'OrderRejected']);
    deepEqual(world.stock.journal, ['reserve A 3', 'released A']);
    await world.stop();
  });

  it('goods that left are booked later', async () => {
    const world = new World();
    world.start();
    await world.place();
    await world.settle(2_000);
    world.broken.add('stock.deduct');
    await world.command(dispatch);
    await world.settle(minute);
    ok((await world.types('order')).includes('OrderPaymentCaptured'));
    await world.command({ type: 'MarkDelivered', fulfilmentId: uuid(10), at });
    world.broken.clear();
    await world.settle(10 * minute);
    deepEqual(world.stock.journal.slice(-2).toSorted(), ['deduct A 3', 'deduct B 1']);
    equal((await world.types('order')).at(-1), 'OrderCompleted');
    await world.stop();
  });
});

describe('when the provider is out of reach', () => {
  it('an order expires with its hold, and whatever was authorized is voided', async () => {
    const world = new World();
    world.broken.add('provider.authorize');
    world.start();
    await world.place();
    await world.settle(14 * minute);
    equal((await world.types('order')).at(-1), 'OrderStockReserved');
    await world.settle(3 * minute);
    deepEqual(await world.types('order'), ['OrderPlaced', 'OrderStockReserved', 'OrderExpired', 'OrderPaymentDeclined']);
    equal((await ofType(world, 'FulfilmentProcessEnded')).length, 1);
    await world.stop();
  });

  it('a capture that keeps failing is tried again and again, told to be stuck, and never compensated', async () => {
    const world = new World();
    world.start();
    await world.place({ paymentToken: 'tok_capture_fails' });
    await world.settle(2_000);
    await world.command(dispatch);
    await world.command({ type: 'MarkDelivered', fulfilmentId: uuid(10), at });
    await world.settle(20 * minute);
    const stuck = await ofType(world, 'FulfilmentProcessStuck');
    equal(stuck.length, 1);
    ok((stuck[0]?.data as { reason: string }).reason.includes('captured'));
    const payments = await world.types('payment');
    equal(payments.filter((type) => type === 'PaymentCaptureFailed').length, 5);
    equal(payments.includes('PaymentVoidRequested'), false);
    equal((await world.types('order')).at(-1), 'FulfilmentDelivered');
    await world.settle(120 * minute);
    ok((await ofType(world, 'FulfilmentProcessStuck')).length > 1, 'it is looked at again, and told again');
    await world.stop();
  });

  it('a refund waits for the capture', async () => {
    const world = new World();
    world.start();
    await world.place();
    await world.settle(2_000);
    world.broken.add('provider.capture');
    await world.command(dispatch);
    await world.settle(2_000);
    const back = [{ ...units('A', 1), disposition: 'restock' as const }];
    await world.command({ type: 'RequestReturn', returnId: uuid(20), lines: [units('A', 1)], reason: 'small', at, windowMs: 1 });
    await world.command({ type: 'ApproveReturn', returnId: uuid(20) });
    await world.command({ type: 'ReceiveReturn', returnId: uuid(20), lines: back, refundId: uuid(30), occurredAt: at });
    await world.settle(2_000);
    equal((await world.types('payment')).includes('PaymentRefundRequested'), false);
    world.broken.clear();
    await world.settle(10 * minute);
    deepEqual((await world.types('order')).slice(-2), ['OrderPaymentCaptured', 'RefundIssued']);
    await world.stop();
  });
});
