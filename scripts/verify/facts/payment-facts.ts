import type { Money, PaymentEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { Told } from '../core/told.ts';
import type { World } from './world.ts';

export interface PaymentFacts {
  orderId: string;
  amount: Money;
  captured: number;
  /** By refund. */
  readonly refunds: Map<string, { readonly amount: number; outcome: 'requested' | 'refunded' | 'failed' }>;
}

export function noPayment(): PaymentFacts {
  return { orderId: '', amount: { amount: 0, currency: '' }, captured: 0, refunds: new Map() };
}

/** Σ of what was given back, and of what was asked to be. */
export function givenBack(payment: PaymentFacts): { readonly refunded: number; readonly underWay: number } {
  let [refunded, underWay] = [0, 0];
  for (const { amount, outcome } of payment.refunds.values()) {
    if (outcome === 'refunded') refunded += amount;
    if (outcome === 'requested') underWay += amount;
  }
  return { refunded, underWay };
}

export function foldPayment(world: World, event: Told<PaymentEvent>): void {
  const paymentId = idOf(event.stream);
  const payment = world.payments.change(paymentId, noPayment);
  switch (event.type) {
    case 'PaymentAuthorizationRequested':
      payment.orderId = event.data.orderId;
      payment.amount = event.data.amount;
      world.order(payment.orderId, event).payments.push(paymentId);
      return;
    case 'PaymentCaptured':
      payment.captured += event.data.amount.amount;
      world.sums.captured += event.data.amount.amount;
      break;
    case 'PaymentRefundRequested':
      payment.refunds.set(event.data.refundId, { amount: event.data.amount.amount, outcome: 'requested' });
      break;
    case 'PaymentRefunded':
      payment.refunds.set(event.data.refundId, { amount: event.data.amount.amount, outcome: 'refunded' });
      world.sums.refunded += event.data.amount.amount;
      break;
    case 'PaymentRefundFailed': {
      const refund = payment.refunds.get(event.data.refundId);
      if (refund) refund.outcome = 'failed';
      break;
    }
    default:
      break;
  }
  if (payment.orderId !== '') world.order(payment.orderId, event);
}
