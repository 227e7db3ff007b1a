import { equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import {
  confirmedOrder,
  delivered,
  deliveredOrder,
  dispatched,
  given,
  noon,
  returnApproved,
  returnRequested,
  units,
  uuid,
} from './order.fixtures.ts';

const days = 86_400_000;
const completed: OrderEvent = { type: 'OrderCompleted', data: {} };
const request = (at: string, ...lines: { sku: string; quantity: number }[]) =>
  ({ type: 'RequestReturn', returnId: uuid(20), lines, reason: 'too small', at, windowMs: 30 * days }) as const;
const back = (sku: string, quantity: number, disposition: 'restock' | 'damaged' = 'restock') => ({ sku, quantity, disposition });
const receipt = (refundDue: number, ...lines: ReturnType<typeof back>[]): OrderEvent => ({
  type: 'ReturnReceived',
  data: { returnId: uuid(20), lines, refundDue, occurredAt: noon },
});
const approved = [...deliveredOrder, returnRequested(20, units('A', 2), units('B', 1)), returnApproved(20)];

describe('asking to send goods back', () => {
  it('is possible after dispatch, for 30 days after delivery, on completed orders too', () => {
    const event = returnRequested(20, units('A', 2));
    const last = '2026-03-31T12:00:00.000Z';
    given(...confirmedOrder, dispatched(10, units('A', 3)))
      .when(request(noon, units('A', 2)))
      .then(event);
    given(...deliveredOrder)
      .when(request(last, units('A', 1), units('A', 1)))
      .then(event);
    given(...deliveredOrder, completed)
      .when(request(last, units('A', 2)))
      .then(event);
    given(...deliveredOrder)
      .when(request('2026-03-31T12:00:00.001Z', units('A', 2)))
      .refused('return-window-closed', { skus: ['A'] });
  });

  it('runs the time of each delivery apart', () => {
    const past = [
      ...confirmedOrder,
      dispatched(10, units('A', 2)),
      delivered(10),
      dispatched(11, units('A', 1)),
      delivered(11, '2026-03-20T12:00:00.000Z'),
    ];
    const later = '2026-04-05T00:00:00.000Z';
    given(...past)
      .when(request(later, units('A', 1)))
      .then(returnRequested(20, units('A', 1)));
    given(...past)
      .when(request(later, units('A', 2)))
      .refused('return-window-closed');
    given(...past, returnRequested(21, units('A', 2)))
      .when(request(later, units('A', 1)))
      .then(returnRequested(20, units('A', 1)));
  });

  it('is refused before dispatch', () => {
    given(...confirmedOrder)
      .when(request(noon, units('A', 1)))
      .refused('invalid-transition', { current: 'unfulfilled', allowed: ['partially_fulfilled', 'fulfilled'] });
  });

  it('never asks for more than is out', () => {
    given(...deliveredOrder)
      .when(request(noon, units('A', 4)))
      .refused('return-exceeds-fulfilled', { skus: ['A'] });
    given(...deliveredOrder)
      .when(request(noon, units('X', 1)))
      .refused('return-exceeds-fulfilled', { skus: ['X'] });
    given(...deliveredOrder, returnRequested(21, units('A', 2)))
      .when(request(noon, units('A', 2)))
      .refused('return-exceeds-fulfilled');
  });

  it('may ask again for what was rejected, or did not come back', () => {
    const rejected: OrderEvent = { type: 'ReturnRejected', data: { returnId: uuid(20), reason: 'worn' } };
    given(...deliveredOrder, returnRequested(20, units('A', 3)), rejected)
      .when({ ...request(noon, units('A', 3)), returnId: uuid(21) })
      .then(returnRequested(21, units('A', 3)));
    const one = given(...approved, receipt(1_200, back('A', 1)));
    one.when({ ...request(noon, units('A', 2)), returnId: uuid(21) }).then(returnRequested(21, units('A', 2)));
    one.when({ ...request(noon, units('A', 3)), returnId: uuid(21) }).refused('return-exceeds-fulfilled');
  });
});

describe('answering a return', () => {
  const asked = [...deliveredOrder, returnRequested(20, units('A', 1))];

  it('approves or rejects it, once', () => {
    given(...asked)
      .when({ type: 'ApproveReturn', returnId: uuid(20) })
      .then(returnApproved(20));
    given(...asked)
      .when({ type: 'RejectReturn', returnId: uuid(20), reason: 'worn' })
      .then({ type: 'ReturnRejected', data: { returnId: uuid(20), reason: 'worn' } });
    given(...asked, returnApproved(20))
      .when({ type: 'ApproveReturn', returnId: uuid(20) })
      .refused('invalid-transition', { current: 'approved', allowed: ['received'] });
    given(...asked, returnApproved(20))
      .when({ type: 'RejectReturn', returnId: uuid(20), reason: 'worn' })
      .refused('invalid-transition');
    given(...asked)
      .when({ type: 'ApproveReturn', returnId: uuid(99) })
      .refused('not-found');
    equal(given(...asked).state.return, 'requested');
    equal(given(...asked, returnApproved(20)).state.return, 'approved');
  });
});
