import { deepStrictEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { InventoryEvent } from '@shop/shared-events';
import { given } from '@shop/platform/command-handling/given.ts';
import { inventoryDecider } from './decide.ts';
import { availableOf, reservedOf, shortfallOf } from './state.ts';

const registered = (onHand: number, lowStockThreshold = 0): InventoryEvent => ({
  type: 'StockItemRegistered',
  data: { sku: 'A', onHand, lowStockThreshold },
});
const received = (quantity: number, receiptId = 'in-1'): InventoryEvent => ({
  type: 'StockReceived',
  data: { receiptId, quantity, reference: null },
});
const adjusted = (delta: number, adjustmentId = 'adj-1'): InventoryEvent => ({
  type: 'StockAdjusted',
  data: { adjustmentId, delta, reason: 'count' },
});
const reserved = (reservationId: string, quantity: number): InventoryEvent => ({
  type: 'StockReserved',
  data: { reservationId, orderId: 'o', quantity, expiresAt: '2026-01-01T00:15:00.000Z' },
});
const lowReached = (available: number, threshold: number): InventoryEvent => ({
  type: 'LowStockReached',
  data: { available, threshold },
});
const receive = (quantity: number, receiptId = 'in-1') =>
  ({ type: 'ReceiveStock', receiptId, quantity, reference: null }) as const;
const adjust = (change: { delta: number } | { counted: number }, adjustmentId = 'adj-1') =>
  ({ type: 'AdjustStock', adjustmentId, change, reason: 'count' }) as const;
const restock = (quantity: number, disposition: 'restock' | 'damaged', returnId = 'ret-1') =>
  ({ type: 'RestockReturn', returnId, orderId: 'o', quantity, disposition }) as const;
const item = (...past: InventoryEvent[]) => given(inventoryDecider, ...past);

describe('registering a stock item', () => {
  const register = { type: 'RegisterStockItem', sku: 'A', onHand: 3, lowStockThreshold: 5 } as const;
  it('begins the book, and is no fall below the threshold', () => item().when(register).then(registered(3, 5)));
  it('is refused a second time', () => item(registered(3)).when(register).refused('already-exists', { sku: 'A' }));
  it('comes before everything else', () => {
    for (const command of [
      receive(1),
      adjust({ delta: 1 }),
      restock(1, 'restock'),
      { type: 'SetLowStockThreshold', threshold: 1 },
      { type: 'ReserveStock', reservationId: 'r', orderId: 'o', quantity: 1, expiresAt: '', at: '' },
      { type: 'ConfirmReservation', reservationId: 'r' },
      { type: 'ReleaseReservation', reservationId: 'r', reason: 'x' },
      { type: 'ExpireReservation', reservationId: 'r' },
      { type: 'DeductStock', fulfilmentId: 'f', reservationId: 'r', quantity: 1 },
    ] as const)
      item().when(command).refused('not-found');
  });
});

describe('receiving stock', () => {
  it('adds to what is on hand', () => {
    item(registered(3)).when(receive(4)).then(received(4));
    equal(item(registered(3), received(4)).state.onHand, 7);
  });
  it('counts a receipt once', () => item(registered(3), received(4)).when(receive(4)).then());
  it('refuses the same receipt with another quantity', () =>
    item(registered(3), received(4)).when(receive(5)).refused('idempotency-key-reused'));
});

describe('adjusting stock', () => {
  it('changes the book by a difference', () =>
    item(registered(3))
      .when(adjust({ delta: -2 }))
      .then(adjusted(-2)));
  it('sets the book to what was counted', () =>
    item(registered(3))
      .when(adjust({ counted: 7 }))
      .then(adjusted(4)));
  it('tells a count that found nothing wrong', () =>
    item(registered(3))
      .when(adjust({ counted: 3 }))
      .then(adjusted(0)));
  it('never takes the book below 0', () => {
    item(registered(3))
      .when(adjust({ delta: -4 }))
      .refused('negative-stock', { onHand: 3 });
    item(registered(3, 1))
      .when(adjust({ delta: -3 }))
      .then(adjusted(-3), lowReached(0, 1));
  });
  it('counts an adjustment once, a stocktake too, whatever was sold since', () => {
    item(registered(3), adjusted(-2))
      .when(adjust({ delta: -2 }))
      .then();
    item(registered(3), adjusted(4), received(9))
      .when(adjust({ counted: 7 }))
      .then();
  });
  it('refuses the same adjustment with another difference', () =>
    item(registered(3), adjusted(-2))
      .when(adjust({ delta: -1 }))
      .refused('idempotency-key-reused'));
  it('may find less than is reserved: the shortfall is told and nothing is available', () => {
    const past = [registered(10), reserved('r', 8)];
    item(...past)
      .when(adjust({ counted: 5 }))
      .then(adjusted(-5), { type: 'StockShortfallDetected', data: { shortfall: 3 } }, lowReached(0, 0));
    const { state } = item(...past, adjusted(-5));
    deepStrictEqual([availableOf(state), reservedOf(state), shortfallOf(state)], [0, 8, 3]);
  });
  it('tells a shortfall only where it grows', () => {
    const short = [registered(10), reserved('r', 8), adjusted(-5)];
    item(...short)
      .when(adjust({ delta: 1 }, 'adj-2'))
      .then(adjusted(1, 'adj-2'));
    item(...short)
      .when(adjust({ delta: -1 }, 'adj-2'))
      .then(adjusted(-1, 'adj-2'), { type: 'StockShortfallDetected', data: { shortfall: 4 } });
  });
});

describe('restocking a return', () => {
  const restocked = (quantity: number, disposition: 'restock' | 'damaged'): InventoryEvent => ({
    type: 'StockRestocked',
    data: { returnId: 'ret-1', orderId: 'o', quantity, disposition },
  });
  it('puts sound goods back on the shelf', () => {
    item(registered(3)).when(restock(2, 'restock')).then(restocked(2, 'restock'));
    equal(item(registered(3), restocked(2, 'restock')).state.onHand, 5);
  });
  it('tells of damaged goods and leaves them off the shelf', () => {
    item(registered(3)).when(restock(2, 'damaged')).then(restocked(2, 'damaged'));
    equal(item(registered(3), restocked(2, 'damaged')).state.onHand, 3);
  });
  it('counts each condition of a return once', () => {
    const past = [registered(3), restocked(2, 'damaged')];
    item(...past)
      .when(restock(2, 'damaged'))
      .then();
    item(...past)
      .when(restock(1, 'damaged'))
      .refused('idempotency-key-reused');
    item(...past)
      .when(restock(1, 'restock'))
      .then(restocked(1, 'restock'));
  });
});

describe('the low-stock threshold', () => {
  const set = (threshold: number) => ({ type: 'SetLowStockThreshold', threshold }) as const;
  const thresholdSet = (threshold: number): InventoryEvent => ({ type: 'LowStockThresholdSet', data: { threshold } });
  it('can be set, and set to the same without a word', () => {
    item(registered(9)).when(set(4)).then(thresholdSet(4));
    item(registered(9), thresholdSet(4)).when(set(4)).then();
  });
  it('tells when it rises past what is available', () =>
    item(registered(9)).when(set(9)).then(thresholdSet(9), lowReached(9, 9)));
  it('tells when available falls to it, and not again while it stays there', () => {
    const reserve = (reservationId: string, quantity: number) =>
      ({
        type: 'ReserveStock',
        reservationId,
        orderId: 'o',
        quantity,
        expiresAt: '2026-01-01T00:15:00.000Z',
        at: '2026-01-01T00:00:00.000Z',
      }) as const;
    item(registered(9, 5)).when(reserve('r', 3)).then(reserved('r', 3));
    item(registered(9, 5)).when(reserve('r', 4)).then(reserved('r', 4), lowReached(5, 5));
    item(registered(9, 5), reserved('r', 4)).when(reserve('s', 1)).then(reserved('s', 1));
    item(registered(9, 5), reserved('r', 4), received(2)).when(reserve('s', 2)).then(reserved('s', 2), lowReached(5, 5));
  });
});
