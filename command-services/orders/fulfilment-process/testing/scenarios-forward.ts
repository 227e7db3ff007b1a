import { orderId, units, uuid } from '../../order/order.fixtures.ts';
import {
  aWhile,
  at,
  authorized,
  captured,
  confirmed,
  deliver,
  discounted,
  dispatchEverything,
  minute,
  reserved,
  retry,
  withCode,
  type Scenario,
} from './scenario.ts';

/** Orders that are confirmed, and what becomes of them. */
export const waysForward: readonly Scenario[] = [
  {
    name: 'placed, paid, dispatched twice, delivered, one return, one refund by staff',
    world: withCode(),
    async play(world) {
      await world.place(discounted);
      await world.settle(aWhile);
      await dispatchEverything(world);
      for (const n of [10, 11]) {
        await world.command(deliver(n));
        await world.settle(aWhile);
      }
      const lines = [units('A', 2)];
      await world.command({ type: 'RequestReturn', returnId: uuid(20), lines, reason: 'small', at, windowMs: 86_400_000 });
      await world.command({ type: 'ApproveReturn', returnId: uuid(20) });
      const back = [
        { ...units('A', 1), disposition: 'restock' as const },
        { ...units('A', 1), disposition: 'damaged' as const },
      ];
      await world.command({ type: 'ReceiveReturn', returnId: uuid(20), lines: back, refundId: uuid(30), occurredAt: at });
      await world.settle(aWhile);
      await world.command({ type: 'IssueRefund', refundId: uuid(31), amount: 100, reason: 'kindness', occurredAt: at });
      await world.settle(aWhile);
    },
    order: [
      ...confirmed,
      'FulfilmentCreated',
      'OrderPaymentCaptured',
      'FulfilmentCreated',
      'FulfilmentDelivered',
      'FulfilmentDelivered',
      'OrderCompleted',
      'ReturnRequested',
      'ReturnApproved',
      'ReturnReceived',
      'RefundRequested',
      'RefundIssued',
      'RefundRequested',
      'RefundIssued',
    ],
    payment: [
      ...authorized,
      ...captured,
      'PaymentRefundRequested',
      'PaymentRefunded',
      'PaymentRefundRequested',
      'PaymentRefunded',
    ],
    stock: [
      ...reserved,
      'confirmed A',
      'confirmed B',
      'deduct A 2',
      'deduct A 1',
      'deduct B 1',
      'restock A 1 restock',
      'restock A 1 damaged',
    ],
    codes: ['redeem SALE'],
    outcome: 'completed',
  },
  {
    name: 'declined, then paid',
    async play(world) {
      await world.place({ paymentToken: 'tok_declined' });
      await world.settle(aWhile);
      await world.command(retry);
      await world.settle(20 * minute);
    },
    order: ['OrderStockReserved', 'OrderPaymentDeclined', 'OrderPaymentRetried', 'OrderPaymentAuthorized', 'OrderConfirmed'],
    payment: ['PaymentAuthorizationRequested', 'PaymentDeclined', ...authorized],
    stock: [...reserved, 'confirmed A', 'confirmed B'],
    outcome: null,
  },
  {
    name: 'the reply of the provider is lost: it is found authorized',
    async play(world) {
      await world.place({ paymentToken: 'tok_timeout' });
      await world.settle(aWhile);
    },
    order: confirmed,
    payment: authorized,
    stock: [...reserved, 'confirmed A', 'confirmed B'],
    outcome: null,
  },
  {
    name: 'the reply of the provider is lost and nothing is found',
    async play(world) {
      await world.place({ paymentToken: 'tok_timeout_declined' });
      await world.settle(20 * minute);
    },
    order: ['OrderStockReserved', 'OrderPaymentDeclined', 'OrderExpired'],
    payment: ['PaymentAuthorizationRequested', 'PaymentDeclined'],
    stock: [...reserved, 'expired A', 'expired B'],
    outcome: 'expired',
  },
  {
    name: 'a hold runs out before it is confirmed, and is reserved once more',
    async play(world) {
      await world.place({ paymentToken: 'tok_slow' });
      await world.settle(1_000);
      world.stock.runOut(orderId, 'B');
      await world.settle(aWhile);
      await dispatchEverything(world);
    },
    order: [...confirmed, 'FulfilmentCreated', 'OrderPaymentCaptured', 'FulfilmentCreated'],
    payment: [...authorized, ...captured],
    stock: [...reserved, 'confirmed A', 'reserve B 1', 'confirmed B', 'deduct A 2', 'deduct A 1', 'deduct B 1'],
    outcome: null,
  },
  {
    name: 'the replies to capture, and void, are lost',
    async play(world) {
      await world.place({ paymentToken: 'tok_capture_timeout' });
      await world.settle(aWhile);
      await dispatchEverything(world);
    },
    order: [...confirmed, 'FulfilmentCreated', 'OrderPaymentCaptured', 'FulfilmentCreated'],
    payment: [...authorized, ...captured],
    stock: [...reserved, 'confirmed A', 'confirmed B', 'deduct A 2', 'deduct A 1', 'deduct B 1'],
    outcome: null,
  },
  {
    name: 'a refund that the provider declines is told to the order',
    async play(world) {
      await world.place({ paymentToken: 'tok_refund_fails' });
      await world.settle(aWhile);
      await dispatchEverything(world);
      await world.command({ type: 'IssueRefund', refundId: uuid(31), amount: 100, reason: 'kindness', occurredAt: at });
      await world.settle(aWhile);
    },
    order: [...confirmed, 'FulfilmentCreated', 'OrderPaymentCaptured', 'FulfilmentCreated', 'RefundRequested', 'RefundFailed'],
    payment: [...authorized, ...captured, 'PaymentRefundRequested', 'PaymentRefundFailed'],
    stock: [...reserved, 'confirmed A', 'confirmed B', 'deduct A 2', 'deduct A 1', 'deduct B 1'],
    outcome: null,
  },
];
