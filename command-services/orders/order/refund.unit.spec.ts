import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import {
  captured,
  confirmedOrder,
  deliveredOrder,
  dispatched,
  gbp,
  given,
  noon,
  returnApproved,
  returnRequested,
  units,
  uuid,
} from './order.fixtures.ts';

const back = (sku: string, quantity: number, disposition: 'restock' | 'damaged' = 'restock') => ({ sku, quantity, disposition });
const receive = (...lines: ReturnType<typeof back>[]) =>
  ({ type: 'ReceiveReturn', returnId: uuid(20), lines, refundId: uuid(30), occurredAt: noon }) as const;
const receipt = (refundDue: number, ...lines: ReturnType<typeof back>[]): OrderEvent => ({
  type: 'ReturnReceived',
  data: { returnId: uuid(20), lines, refundDue, occurredAt: noon },
});
const refundAsked = (amount: number, returnId: string | null = null): OrderEvent => ({
  type: 'RefundRequested',
  data: { refundId: uuid(30), amount, reason: returnId ? 'too small' : 'kindness', returnId, occurredAt: noon },
});
const refund = (amount: number) =>
  ({ type: 'IssueRefund', refundId: uuid(30), amount, reason: 'kindness', occurredAt: noon }) as const;
const approved = [...deliveredOrder, returnRequested(20, units('A', 2), units('B', 1)), returnApproved(20)];

describe('receiving a return', () => {
  it('refunds the goods with their share of discount and tax, not the shipping', () => {
    const lines = [back('A', 2), back('B', 1, 'damaged')];
    given(...approved)
      .when(receive(...lines))
      .then(receipt(3_000, ...lines), refundAsked(3_000, uuid(20)));
  });

  it('counts one SKU of two dispositions together', () => {
    given(...approved)
      .when(receive(back('A', 1), back('A', 1, 'damaged')))
      .then(receipt(2_400, back('A', 1), back('A', 1, 'damaged')), refundAsked(2_400, uuid(20)));
    given(...approved)
      .when(receive(back('A', 2), back('A', 1, 'damaged')))
      .refused('return-exceeds-fulfilled', { skus: ['A'] });
  });

  it('takes only what was approved, once', () => {
    given(...approved)
      .when(receive(back('X', 1)))
      .refused('return-exceeds-fulfilled');
    given(...deliveredOrder, returnRequested(20, units('A', 1)))
      .when(receive(back('A', 1)))
      .refused('invalid-transition');
    given(...approved, receipt(1_200, back('A', 1)))
      .when(receive(back('A', 1)))
      .refused('invalid-transition', {
        current: 'received',
        allowed: [],
      });
    given(...deliveredOrder)
      .when(receive(back('A', 1)))
      .refused('not-found');
  });

  it('never gives back twice what staff gave back already', () => {
    const generous: OrderEvent[] = [
      refundAsked(4_000),
      { type: 'RefundIssued', data: { refundId: uuid(30), amount: 4_000, occurredAt: noon } },
    ];
    const command = { ...receive(back('A', 2)), refundId: uuid(31) };
    const { decision } = given(...approved, ...generous).when(command);
    deepEqual('events' in decision && decision.events[0], receipt(699, back('A', 2)));
    const all: OrderEvent[] = [refundAsked(4_699)];
    given(...approved, ...all)
      .when(command)
      .then(receipt(0, back('A', 2)));
  });

  it('adds up to the goods with tax when units come back one by one', () => {
    let past = deliveredOrder;
    let worth = 0;
    ['A', 'B', 'A', 'A'].forEach((sku, n) => {
      const returnId = uuid(40 + n);
      past = [...past, returnRequested(40 + n, units(sku, 1)), returnApproved(40 + n)];
      const { decision } = given(...past).when({ ...receive(back(sku, 1)), returnId, refundId: uuid(50 + n) });
      if (!('events' in decision)) throw new Error(JSON.stringify(decision));
      for (const event of decision.events) if (event.type === 'ReturnReceived') worth += event.data.refundDue;
      past = [...past, ...decision.events];
    });
    equal(worth, 4_200);
    equal(given(...past).state.return, 'received');
  });
});

describe('refunds by staff', () => {
  it('give back at most what was captured', () => {
    given(...deliveredOrder)
      .when(refund(4_699))
      .then(refundAsked(4_699));
    given(...deliveredOrder)
      .when(refund(4_700))
      .refused('refund-exceeds-captured', { refundable: gbp(4_699) });
    given(...deliveredOrder, refundAsked(4_000))
      .when({ ...refund(700), refundId: uuid(31) })
      .refused('refund-exceeds-captured');
    given(...confirmedOrder)
      .when(refund(1))
      .refused('refund-exceeds-captured', { refundable: gbp(0) });
  });

  it('are answered once by the provider', () => {
    const asked = [...deliveredOrder, refundAsked(1_000)];
    const issued: OrderEvent = { type: 'RefundIssued', data: { refundId: uuid(30), amount: 1_000, occurredAt: noon } };
    const failed: OrderEvent = { type: 'RefundFailed', data: { refundId: uuid(30), reason: 'no' } };
    given(...asked)
      .when({ type: 'RecordRefundIssued', refundId: uuid(30) })
      .then(issued);
    given(...asked, issued)
      .when({ type: 'RecordRefundIssued', refundId: uuid(30) })
      .then();
    given(...asked)
      .when({ type: 'RecordRefundFailed', refundId: uuid(30), reason: 'no' })
      .then(failed);
    given(...asked)
      .when({ type: 'RecordRefundIssued', refundId: uuid(99) })
      .refused('not-found');
    given(...asked, failed)
      .when({ ...refund(4_699), refundId: uuid(31) })
      .then({ ...refundAsked(4_699), data: { ...refundAsked(4_699).data, refundId: uuid(31) } } as OrderEvent);
  });

  it('move the payment axis', () => {
    const issue = (n: number, amount: number): OrderEvent[] => [
      { type: 'RefundRequested', data: { refundId: uuid(n), amount, reason: 'kindness', returnId: null, occurredAt: noon } },
      { type: 'RefundIssued', data: { refundId: uuid(n), amount, occurredAt: noon } },
    ];
    equal(given(...deliveredOrder).state.payment, 'captured');
    equal(given(...deliveredOrder, ...issue(30, 699)).state.payment, 'partially_refunded');
    const all = given(...deliveredOrder, ...issue(30, 699), ...issue(31, 4_000)).state;
    deepEqual([all.payment, all.refunded, all.refundsPending], ['refunded', 4_699, 0]);
    equal(given(...confirmedOrder, dispatched(10, units('A', 1)), captured).state.payment, 'captured');
  });
});
