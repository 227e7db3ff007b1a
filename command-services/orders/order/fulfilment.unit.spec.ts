import { equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  cancelled,
  confirmedOrder,
  created,
  delivered,
  dispatched,
  given,
  noon,
  placed,
  reserved,
  units,
  uuid,
} from './order.fixtures.ts';

const pending = [created, placed, reserved];

describe('dispatching', () => {
  const create = (...lines: { sku: string; quantity: number }[]) =>
    ({ type: 'CreateFulfilment', fulfilmentId: uuid(10), lines, tracking: 'TRACK1' }) as const;

  it('adds up lines of one SKU', () => {
    given(...confirmedOrder)
      .when(create(units('A', 1), units('B', 1), units('A', 2)))
      .then({
        type: 'FulfilmentCreated',
        data: { fulfilmentId: uuid(10), lines: [units('A', 3), units('B', 1)], tracking: 'TRACK1' },
      });
  });

  it('never sends more than was ordered', () => {
    given(...confirmedOrder)
      .when(create(units('A', 2), units('A', 2)))
      .refused('fulfilment-exceeds-ordered', { skus: ['A'] });
    given(...confirmedOrder)
      .when(create(units('X', 1)))
      .refused('fulfilment-exceeds-ordered', { skus: ['X'] });
    given(...confirmedOrder, dispatched(11, units('A', 2)))
      .when(create(units('A', 2)))
      .refused('fulfilment-exceeds-ordered');
  });

  it('needs a confirmed order', () => {
    for (const past of [[created], pending, [...confirmedOrder, cancelled]]) {
      given(...past)
        .when(create(units('A', 1)))
        .refused('invalid-transition');
    }
  });

  it('moves the fulfilment axis', () => {
    const first = [...confirmedOrder, dispatched(10, units('A', 3))];
    const all = [...first, dispatched(11, units('B', 1))];
    equal(given(...confirmedOrder).state.fulfilment, 'unfulfilled');
    equal(given(...first).state.fulfilment, 'partially_fulfilled');
    equal(given(...first, delivered(10)).state.fulfilment, 'partially_fulfilled');
    equal(given(...all).state.fulfilment, 'fulfilled');
    equal(given(...all, delivered(10)).state.fulfilment, 'fulfilled');
    equal(given(...all, delivered(11), delivered(10)).state.fulfilment, 'delivered');
  });

  it('is delivered once', () => {
    const deliver = { type: 'MarkDelivered', fulfilmentId: uuid(10), at: noon } as const;
    const out = [...confirmedOrder, dispatched(10, units('A', 3))];
    given(...out)
      .when(deliver)
      .then(delivered(10));
    given(...out, delivered(10))
      .when(deliver)
      .refused('invalid-transition', { current: 'delivered', allowed: [] });
    given(...out)
      .when({ ...deliver, fulfilmentId: uuid(99) })
      .refused('not-found');
  });
});
