import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import type { OrderCommand } from './commands.ts';
import {
  authorized,
  cancelled,
  captured,
  confirmed,
  confirmedOrder,
  created,
  declined,
  delivered,
  deliveredOrder,
  dispatched,
  given,
  heldUntil,
  orderId,
  paymentId,
  placed,
  reserved,
  retried,
  units,
} from './order.fixtures.ts';

const pending = [created, placed, reserved];
const decline = (attempt: number) =>
  ({ type: 'RecordPaymentDeclined', paymentId: `${orderId}-${attempt}`, attempt, reason: 'declined', mostAttempts: 3 }) as const;
const rejected: OrderEvent = { type: 'OrderRejected', data: { reason: { code: 'out_of_stock', skus: ['A'] } } };

describe('what the process records', () => {
  it('a reservation, once', () => {
    const record = { type: 'RecordStockReserved', expiresAt: heldUntil } as const;
    given(created, placed).when(record).then(reserved);
    given(...pending)
      .when(record)
      .then();
    given(created, placed, cancelled).when(record).refused('invalid-transition', { current: 'cancelled', allowed: [] });
    equal(given(...pending).state.payment, 'pending');
  });

  it('authorization and confirmation together, once', () => {
    const confirm = { type: 'ConfirmOrder', paymentId, attempt: 1 } as const;
    given(...pending)
      .when(confirm)
      .then(authorized, confirmed);
    given(...confirmedOrder)
      .when(confirm)
      .then();
    given(...pending, cancelled)
      .when(confirm)
      .refused('invalid-transition');
    given(...pending, declined(1))
      .when(confirm)
      .refused('invalid-transition');
    given(...pending, declined(1), retried(2))
      .when(confirm)
      .refused('invalid-transition');
    given(created).when(confirm).refused('invalid-transition');
  });

  it('a decline, and with the third one the end', () => {
    given(...pending)
      .when(decline(1))
      .then(declined(1));
    given(...pending, declined(1))
      .when(decline(1))
      .then();
    given(...pending, declined(1), retried(2))
      .when(decline(1))
      .then();
    given(...pending, declined(1), retried(2), declined(2), retried(3))
      .when(decline(3))
      .then(declined(3), { type: 'OrderRejected', data: { reason: { code: 'payment_declined' } } });
  });

  it('a decline after the end, so that no payment stays pending', () => {
    given(...pending, cancelled)
      .when(decline(1))
      .then(declined(1));
  });

  it('rejection and expiry, only while the order is placed', () => {
    const reject: OrderCommand = { type: 'RejectOrder', reason: { code: 'out_of_stock', skus: ['A'] } };
    given(created, placed).when(reject).then(rejected);
    given(created, placed, rejected).when(reject).then();
    given(...confirmedOrder)
      .when(reject)
      .refused('invalid-transition');
    given(...pending)
      .when({ type: 'ExpireOrder' })
      .then({ type: 'OrderExpired', data: {} });
    given(...pending, { type: 'OrderExpired', data: {} })
      .when({ type: 'ExpireOrder' })
      .then();
    given(...confirmedOrder)
      .when({ type: 'ExpireOrder' })
      .refused('invalid-transition');
    given(...pending, cancelled)
      .when({ type: 'ExpireOrder' })
      .refused('invalid-transition');
    deepEqual(given(created, placed, rejected).state.rejection, { code: 'out_of_stock', skus: ['A'] });
    equal(given(created, placed, rejected).state.payment, 'none');
  });

  it('a voided payment, once, never after a capture', () => {
    const record = { type: 'RecordPaymentVoided', paymentId } as const;
    const voided: OrderEvent = { type: 'OrderPaymentVoided', data: { paymentId } };
    given(...confirmedOrder, cancelled)
      .when(record)
      .then(voided);
    given(...pending, cancelled)
      .when(record)
      .then(voided);
    given(...confirmedOrder, cancelled, voided)
      .when(record)
      .then();
    given(...pending, declined(1))
      .when(record)
      .then();
    given(...deliveredOrder)
      .when(record)
      .refused('invalid-transition');
  });

  it('the capture, once', () => {
    const record = { type: 'RecordPaymentCaptured', paymentId, amount: 4_699 } as const;
    const out = [...confirmedOrder, dispatched(10, units('A', 3))];
    given(...out)
      .when(record)
      .then(captured);
    given(...out, captured)
      .when(record)
      .then();
    given(...pending)
      .when(record)
      .refused('invalid-transition');
    equal(given(...out, captured).state.captured, 4_699);
  });

  it('completion, when everything is delivered and captured', () => {
    const complete = { type: 'CompleteOrder' } as const;
    const completed: OrderEvent = { type: 'OrderCompleted', data: {} };
    given(...deliveredOrder)
      .when(complete)
      .then(completed);
    given(...deliveredOrder, completed)
      .when(complete)
      .then();
    given(...confirmedOrder, dispatched(10, units('A', 3)), captured, delivered(10))
      .when(complete)
      .refused('invalid-transition');
    given(...confirmedOrder, dispatched(10, units('A', 3), units('B', 1)), delivered(10))
      .when(complete)
      .refused('invalid-transition');
  });
});
