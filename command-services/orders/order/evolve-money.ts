import type { DataOf } from './data-of.ts';
import type { OrderState, Refund } from './state.ts';

export function afterCapture(state: OrderState, amount: number): OrderState {
  return { ...state, payment: 'captured', captured: state.captured + amount };
}

export function afterRefundRequested(state: OrderState, data: DataOf<'RefundRequested'>): OrderState {
  const { refundId, amount, occurredAt } = data;
  return {
    ...state,
    refundsPending: state.refundsPending + amount,
    refunds: [...state.refunds, { refundId, status: 'pending', amount, occurredAt }],
  };
}

export function afterRefundIssued(state: OrderState, data: DataOf<'RefundIssued'>): OrderState {
  const refunded = state.refunded + data.amount;
  return {
    ...answered(state, data.refundId, 'issued'),
    refunded,
    payment: refunded >= state.captured ? 'refunded' : 'partially_refunded',
  };
}

export function afterRefundFailed(state: OrderState, refundId: string): OrderState {
  return answered(state, refundId, 'failed');
}

function answered(state: OrderState, refundId: string, status: Refund['status']): OrderState {
  const refund = state.refunds.find((one) => one.refundId === refundId);
  return {
    ...state,
    refundsPending: state.refundsPending - (refund?.amount ?? 0),
    refunds: state.refunds.map((one) => (one.refundId === refundId ? { ...one, status } : one)),
  };
}
