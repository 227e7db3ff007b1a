import type { PaymentEvent } from '@shop/shared-events';
import type { Aggregate, AggregateSpec } from '@shop/platform/command-handling/aggregate.ts';
import type { PaymentCommand } from './commands.ts';
import { decide } from './decide.ts';
import { noPayment, type PaymentRefund, type PaymentState } from './state.ts';

/** A payment: streams `payment-{paymentId}`, one per attempt to pay an order. */
export const paymentSpec: AggregateSpec<PaymentState, PaymentCommand, PaymentEvent> = {
  category: 'payment',
  decider: { initial: noPayment, decide, evolve },
  dedupe: 'natural',
};

export type Payments = Aggregate<PaymentState, PaymentCommand, PaymentEvent>;

/** The payment of an order's n-th attempt. */
export function paymentIdOf(orderId: string, attempt: number): string {
  return `${orderId}-${attempt}`;
}

function evolve(state: PaymentState, event: PaymentEvent): PaymentState {
  switch (event.type) {
    case 'PaymentAuthorizationRequested': {
      const { orderId, amount, paymentToken } = event.data;
      return { ...state, stage: 'authorizing', orderId, amount, paymentToken };
    }
    case 'PaymentAuthorized':
      return { ...state, stage: 'authorized', reference: event.data.providerReference };
    case 'PaymentDeclined':
      return { ...state, stage: 'declined', declineReason: event.data.reason };
    case 'PaymentCaptureRequested':
      return { ...state, stage: 'capturing', captures: state.captures + 1 };
    case 'PaymentCaptured':
      return { ...state, stage: 'captured' };
    case 'PaymentCaptureFailed':
      return { ...state, stage: 'capture-failed' };
    case 'PaymentVoidRequested':
      return { ...state, stage: 'voiding' };
    case 'PaymentVoided':
      return { ...state, stage: 'voided' };
    case 'PaymentRefundRequested':
      return withRefund(state, event.data.refundId, { amount: event.data.amount.amount, status: 'requested' });
    case 'PaymentRefunded':
      return withRefund(state, event.data.refundId, { amount: event.data.amount.amount, status: 'refunded' });
    case 'PaymentRefundFailed': {
      const amount = state.refunds.get(event.data.refundId)?.amount ?? 0;
      return withRefund(state, event.data.refundId, { amount, status: 'failed' });
    }
    default:
      return event satisfies never;
  }
}

function withRefund(state: PaymentState, refundId: string, refund: PaymentRefund): PaymentState {
  return { ...state, refunds: new Map(state.refunds).set(refundId, refund) };
}
