import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import {
  cancelled,
  confirmedOrder,
  created,
  declined,
  deliveredOrder,
  dispatched,
  given,
  heldUntil,
  noon,
  placed,
  reserved,
  retried,
  units,
} from './order.fixtures.ts';

const pending = [created, placed, reserved];
const retry = { type: 'RetryPayment', paymentToken: 'tok_ok', at: '2026-03-01T12:05:00.000Z', mostAttempts: 3 } as const;
const rejected: OrderEvent = { type: 'OrderRejected', data: { reason: { code: 'out_of_stock', skus: ['A'] } } };
const cancel = { type: 'CancelOrder', reason: 'changed my mind', occurredAt: noon } as const;

describe('trying another payment', () => {
  it('is possible after a decline while the hold lives', () => {
    given(...pending, declined(1))
      .when(retry)
      .then(retried(2));
    given(...pending, declined(1), retried(2), declined(2))
      .when(retry)
      .then(retried(3));
  });

  it('is refused while one is pending, after the hold, after the last attempt and after the end', () => {
    given(...pending)
      .when(retry)
      .refused('invalid-transition', { current: 'pending', allowed: [] });
    given(...pending, declined(1))
      .when({ ...retry, at: heldUntil })
      .refused('invalid-transition');
    given(...pending, declined(1), retried(2), declined(2))
      .when({ ...retry, mostAttempts: 2 })
      .refused('invalid-transition');
    given(...confirmedOrder)
      .when(retry)
      .refused('invalid-transition', { current: 'confirmed', allowed: ['completed', 'cancelled'] });
    given(created).when(retry).refused('invalid-transition');
  });
});

describe('cancelling', () => {
  it('is possible until the first dispatch', () => {
    const event: OrderEvent = { type: 'OrderCancelled', data: { reason: 'changed my mind', occurredAt: noon } };
    for (const past of [[created], [created, placed], pending, confirmedOrder])
      given(...past)
        .when(cancel)
        .then(event);
  });

  it('is refused after a dispatch and after the end', () => {
    given(...confirmedOrder, dispatched(10, units('B', 1)))
      .when(cancel)
      .refused('invalid-transition', { current: 'partially_fulfilled', allowed: ['partially_fulfilled', 'fulfilled'] });
    given(created, cancelled).when(cancel).refused('invalid-transition', { current: 'cancelled', allowed: [] });
    given(created, placed, rejected).when(cancel).refused('invalid-transition');
    given(...deliveredOrder, { type: 'OrderCompleted', data: {} })
      .when(cancel)
      .refused('invalid-transition');
  });
});
