import { equal } from 'node:assert/strict';
import { orderId } from '../../order/order.fixtures.ts';
import {
  aWhile,
  authorized,
  cancel,
  confirmed,
  discounted,
  minute,
  reserved,
  retry,
  voided,
  withCode,
  type Scenario,
} from './scenario.ts';

/** Orders that are taken back. */
export const waysBack: readonly Scenario[] = [
  {
    name: 'one article is out of stock: the others are released, the order rejected',
    world: () => ({ onHand: { A: 10, B: 0 } }),
    async play(world) {
      await world.place();
      await world.settle(aWhile);
    },
    order: ['OrderRejected'],
    payment: [],
    stock: ['reserve A 3', 'released A'],
    outcome: 'rejected',
  },
  {
    name: 'the last redemption is gone',
    world: withCode(0),
    async play(world) {
      await world.place(discounted);
      await world.settle(aWhile);
    },
    order: ['OrderRejected'],
    payment: [],
    stock: [...reserved, 'released A', 'released B'],
    outcome: 'rejected',
  },
  {
    name: 'declined three times',
    world: withCode(),
    async play(world) {
      await world.place({ paymentToken: 'tok_declined', ...discounted });
      await world.settle(aWhile);
      for (let attempt = 2; attempt <= 3; attempt++) {
        await world.command({ ...retry, paymentToken: 'tok_declined' });
        await world.settle(aWhile);
      }
      await world.settle(20 * minute);
    },
    order: [
      'OrderStockReserved',
      'OrderPaymentDeclined',
      'OrderPaymentRetried',
      'OrderPaymentDeclined',
      'OrderPaymentRetried',
      'OrderPaymentDeclined',
      'OrderRejected',
    ],
    payment: Array.from({ length: 3 }, () => ['PaymentAuthorizationRequested', 'PaymentDeclined']).flat(),
    stock: [...reserved, 'released A', 'released B'],
    codes: ['redeem SALE', 'give back SALE'],
    outcome: 'rejected',
  },
  {
    name: 'declined, and the hold runs out',
    async play(world) {
      await world.place({ paymentToken: 'tok_declined' });
      await world.settle(14 * minute);
      equal((await world.types('order')).includes('OrderExpired'), false);
      await world.settle(2 * minute);
    },
    order: ['OrderStockReserved', 'OrderPaymentDeclined', 'OrderExpired'],
    payment: ['PaymentAuthorizationRequested', 'PaymentDeclined'],
    stock: [...reserved, 'expired A', 'expired B'],
    outcome: 'expired',
  },
  {
    name: 'cancelled after it was confirmed',
    world: withCode(),
    async play(world) {
      await world.place(discounted);
      await world.settle(aWhile);
      await world.command(cancel);
      await world.settle(aWhile);
    },
    order: [...confirmed, 'OrderCancelled', 'OrderPaymentVoided'],
    payment: [...authorized, ...voided],
    stock: [...reserved, 'confirmed A', 'confirmed B', 'released A', 'released B'],
    codes: ['redeem SALE', 'give back SALE'],
    outcome: 'cancelled',
  },
  {
    name: 'cancelled before anything was done',
    async play(world) {
      await world.place();
      await world.command(cancel);
      await world.settle(aWhile);
    },
    order: ['OrderCancelled'],
    payment: [],
    stock: [],
    outcome: 'cancelled',
  },
  {
    name: 'cancelled while the provider thinks: the late authorization is voided',
    async play(world) {
      await world.place({ paymentToken: 'tok_slow' });
      await world.settle(1_000);
      await world.command(cancel);
      await world.settle(aWhile);
    },
    order: ['OrderStockReserved', 'OrderCancelled', 'OrderPaymentVoided'],
    payment: [...authorized, ...voided],
    stock: [...reserved, 'released A', 'released B'],
    outcome: 'cancelled',
  },
  {
    name: 'a hold runs out before it is confirmed, and nothing is left',
    async play(world) {
      await world.place({ paymentToken: 'tok_slow' });
      await world.settle(1_000);
      world.stock.runOut(orderId, 'B');
      world.stock.onHand.set('B', 0);
      await world.settle(aWhile);
    },
    order: ['OrderStockReserved', 'OrderPaymentVoided', 'OrderRejected'],
    payment: [...authorized, ...voided],
    stock: [...reserved, 'confirmed A', 'released A'],
    outcome: 'rejected',
  },
  {
    name: 'a hold that was reserved once more is released when the order is cancelled',
    async play(world) {
      await world.place({ paymentToken: 'tok_slow' });
      await world.settle(1_000);
      world.stock.runOut(orderId, 'B');
      await world.settle(aWhile);
      await world.command(cancel);
      await world.settle(aWhile);
    },
    order: [...confirmed, 'OrderCancelled', 'OrderPaymentVoided'],
    payment: [...authorized, ...voided],
    stock: [...reserved, 'confirmed A', 'reserve B 1', 'confirmed B', 'released A', 'released B'],
    outcome: 'cancelled',
  },
];
