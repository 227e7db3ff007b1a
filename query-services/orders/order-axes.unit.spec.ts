import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { draftAxes, evolveAxes } from './order-axes.ts';
import type { OpenedOrderEvent } from './order-events.ts';
import {
  authorized,
  cancelled,
  captured,
  completed,
  confirmed,
  delivered,
  dispatched,
  placed,
  refunded,
  returnReceived,
  returnRequested,
  stockReserved,
  testId,
} from './testing/events.ts';

const two = placed({
  orderId: testId(1),
  lines: [
    { sku: 'A', quantity: 1, unitPrice: 100 },
    { sku: 'B', quantity: 2, unitPrice: 50 },
  ],
});
const paid = [two, stockReserved, authorized, confirmed];
const shipped = [...paid, dispatched(1, { A: 1, B: 2 }), captured(400)];

function axesAfter(...events: readonly OpenedOrderEvent[]): readonly string[] {
  const { status, payment, fulfilment, return: back } = events.reduce(evolveAxes, draftAxes);
  return [status, payment, fulfilment, back];
}

const declined: OpenedOrderEvent = { type: 'OrderPaymentDeclined', data: { paymentId: 'p', attempt: 1, reason: 'no' } };
const retried: OpenedOrderEvent = { type: 'OrderPaymentRetried', data: { attempt: 2, paymentToken: 'tok_ok' } };
const voided: OpenedOrderEvent = { type: 'OrderPaymentVoided', data: { paymentId: 'p' } };
const expired: OpenedOrderEvent = { type: 'OrderExpired', data: {} };
const rejectedReturn: OpenedOrderEvent = { type: 'ReturnRejected', data: { returnId: testId(1, 4), reason: 'worn' } };

describe('the axes of an order', () => {
  const table: readonly (readonly [string, readonly OpenedOrderEvent[], readonly string[]])[] = [
    ['begin as a draft', [], ['draft', 'none', 'unfulfilled', 'none']],
    ['are placed before any payment', [two], ['placed', 'none', 'unfulfilled', 'none']],
    ['await the payment once stock is reserved', [two, stockReserved], ['placed', 'pending', 'unfulfilled', 'none']],
    ['show a decline', [two, stockReserved, declined], ['placed', 'declined', 'unfulfilled', 'none']],
    ['await a second attempt', [two, stockReserved, declined, retried], ['placed', 'pending', 'unfulfilled', 'none']],
    ['are confirmed', paid, ['confirmed', 'authorized', 'unfulfilled', 'none']],
    ['stay cancelled after a confirmation', [...paid, cancelled], ['cancelled', 'authorized', 'unfulfilled', 'none']],
    ['show the void that follows', [...paid, cancelled, voided], ['cancelled', 'voided', 'unfulfilled', 'none']],
    [
      'show a late authorization voided',
      [two, stockReserved, expired, authorized, voided],
      ['expired', 'voided', 'unfulfilled', 'none'],
    ],
    ['are fulfilled in part', [...paid, dispatched(1, { B: 1 })], ['confirmed', 'authorized', 'partially_fulfilled', 'none']],
    [
      'are fulfilled by several parcels',
      [...paid, dispatched(1, { B: 1 }), dispatched(2, { A: 1, B: 1 })],
      ['confirmed', 'authorized', 'fulfilled', 'none'],
    ],
    [
      'are not delivered while a parcel is under way',
      [...paid, dispatched(1, { B: 1 }), dispatched(2, { A: 1, B: 1 }), delivered(2)],
      ['confirmed', 'authorized', 'fulfilled', 'none'],
    ],
    [
      'are not delivered while something is to be shipped',
      [...paid, dispatched(1, { B: 1 }), delivered(1)],
      ['confirmed', 'authorized', 'partially_fulfilled', 'none'],
    ],
    [
      'are delivered with the last parcel',
      [...paid, dispatched(1, { B: 1 }), delivered(1), dispatched(2, { A: 1, B: 1 }), delivered(2)],
      ['confirmed', 'authorized', 'delivered', 'none'],
    ],
    ['are captured', shipped, ['confirmed', 'captured', 'fulfilled', 'none']],
    ['are refunded in part', [...shipped, ...refunded(1, 399)], ['confirmed', 'partially_refunded', 'fulfilled', 'none']],
    [
      'are refunded by several refunds',
      [...shipped, ...refunded(1, 399), ...refunded(2, 1)],
      ['confirmed', 'refunded', 'fulfilled', 'none'],
    ],
    [
      'do not change by a refund that fails',
      [...shipped, ...refunded(1, 400, { fails: true })],
      ['confirmed', 'captured', 'fulfilled', 'none'],
    ],
    [
      'show the return that changed last',
      [...shipped, returnRequested(1, { A: 1 }), returnRequested(2, { B: 1 }), rejectedReturn],
      ['confirmed', 'captured', 'fulfilled', 'rejected'],
    ],
    [
      'are completed, and take returns back still',
      [...shipped, completed, returnRequested(1, { A: 1 }), returnReceived(1, { A: 1 })],
      ['completed', 'captured', 'fulfilled', 'received'],
    ],
  ];
  for (const [what, events, expected] of table) it(what, () => deepStrictEqual(axesAfter(...events), expected));

  it('stay the very same object where an event moves none', () => {
    const event: OpenedOrderEvent = { type: 'OrderLineRemoved', data: { lineId: testId(1) } };
    strictEqual(evolveAxes(draftAxes, event), draftAxes);
  });
});
