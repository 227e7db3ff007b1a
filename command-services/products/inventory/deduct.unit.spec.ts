import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InventoryEvent } from '@shop/shared-events';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { availableOf, reservedOf } from './state.ts';
import { registered, reserved, confirmed, released, deducted, adjusted, deduct, item } from './reservation.fixtures.ts';

describe('deducting', () => {
  const sold = [registered(5), reserved('r', 3), confirmed('r')];
  it('takes the goods from the shelf and from the reservation', () => {
    item(...sold)
      .when(deduct('f', 'r', 3))
      .then(deducted('f', 'r', 3));
    const { state } = item(...sold, deducted('f', 'r', 3));
    deepStrictEqual([state.onHand, reservedOf(state), availableOf(state)], [2, 0, 2]);
  });
  it('works when everything is reserved', () =>
    item(registered(3), reserved('r', 3), confirmed('r'))
      .when(deduct('f', 'r', 3))
      .then(deducted('f', 'r', 3)));
  it('may come in parts, by several fulfilments', () => {
    item(...sold)
      .when(deduct('f', 'r', 1))
      .then(deducted('f', 'r', 1));
    item(...sold, deducted('f', 'r', 1))
      .when(deduct('g', 'r', 2))
      .then(deducted('g', 'r', 2));
    deepStrictEqual(reservedOf(item(...sold, deducted('f', 'r', 1)).state), 2);
    item(...sold, deducted('f', 'r', 1))
      .when(deduct('g', 'r', 3))
      .refused('deduction-exceeds-reservation');
  });
  it('is done once for each fulfilment', () => {
    item(...sold, deducted('f', 'r', 3))
      .when(deduct('f', 'r', 3))
      .then();
    item(...sold, deducted('f', 'r', 1))
      .when(deduct('f', 'r', 1))
      .then();
    item(...sold, deducted('f', 'r', 1))
      .when(deduct('f', 'r', 2))
      .refused('reservation-conflict');
  });
  it('needs a confirmed reservation', () => {
    item(registered(5), reserved('r', 3))
      .when(deduct('f', 'r', 3))
      .refused('invalid-transition', { current: 'held', allowed: ['confirmed', 'released', 'expired'] });
    item(...sold, released('r'))
      .when(deduct('f', 'r', 3))
      .refused('reservation-missing');
  });
  it('is never refused for lack: the book is put right first, and ends at 0', () => {
    const short = [...sold, adjusted(-4)];
    const correction: InventoryEvent = {
      type: 'StockAdjusted',
      data: { adjustmentId: derivedId('dispatch', 'f r'), delta: 2, reason: 'Dispatched more than the book held' },
    };
    item(...short)
      .when(deduct('f', 'r', 3))
      .then(correction, deducted('f', 'r', 3));
    const { state } = item(...short, correction, deducted('f', 'r', 3));
    deepStrictEqual([state.onHand, reservedOf(state)], [0, 0]);
    item(...short, correction, deducted('f', 'r', 3))
      .when(deduct('f', 'r', 3))
      .then();
  });
});
