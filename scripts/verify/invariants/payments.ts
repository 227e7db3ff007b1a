import { idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { noOrder } from '../facts/order-facts.ts';
import { givenBack, noPayment } from '../facts/payment-facts.ts';
import type { World } from '../facts/world.ts';
import { settled } from './settled.ts';

/**
 * Invariant 12 for money, across the streams of an order and of its payments: the provider is asked for what the
 * order says, and the order is told what came of it. In the end nothing stays authorized that is not due.
 */
export const paymentsPair: Check = {
  number: '12',
  title: 'what payments are asked for and what orders are told of them agree',
  before(event, world, tell) {
    for (const what of wrongs(event, world)) tell(event.stream, event.revision, what);
  },
  end(world, rest, tell) {
    for (const [orderId, order] of world.orders.entries()) {
      const stream = streamName('order', orderId);
      if (!order.placed || !settled(orderId, order, world, rest)) continue;
      const [status, payment] = [world.axis(stream, 'status'), world.axis(stream, 'payment')];
      const over = ['rejected', 'expired', 'cancelled'].includes(status);
      if (over && !['none', 'declined', 'voided'].includes(payment)) tell(stream, null, `is ${status}, its payment ${payment}`);
    }
    for (const [paymentId, payment] of world.payments.entries()) {
      const { orderId } = payment;
      const order = world.orders.get(orderId);
      if (!order || !settled(orderId, order, world, rest)) continue;
      const stream = streamName('payment', paymentId);
      const stage = world.axis(stream, 'stage');
      const status = world.axis(streamName('order', orderId), 'status');
      const due = status === 'confirmed' || status === 'completed';
      const last = order.payments.at(-1) === paymentId;
      const wanted = due && last ? (order.fulfilments > 0 ? ['captured'] : ['authorized']) : ['declined', 'voided'];
      // The last decline waits for the customer.
      if (status === 'placed' || wanted.includes(stage)) continue;
      tell(stream, null, `is ${stage} where order ${orderId} is ${status}`);
    }
  },
};

function* wrongs(event: Parameters<NonNullable<Check['before']>>[0], world: World): Iterable<string> {
  const id = idOf(event.stream);
  const payment = world.payments.get(id) ?? noPayment();
  const told = 'paymentId' in event.data ? event.data.paymentId : '';
  const toldStage = world.axis(streamName('payment', told), 'stage');
  const orderStatus = world.axis(streamName('order', payment.orderId), 'status');
  switch (event.type) {
    case 'PaymentAuthorizationRequested': {
      const { orderId, amount, paymentToken } = event.data;
      const order = world.orders.get(orderId) ?? noOrder();
      if (!order.placed) yield `asked for order ${orderId}, which is not placed`;
      if (amount.amount !== order.placed?.totals.total)
        yield `asks for ${amount.amount}, the total is ${order.placed?.totals.total}`;
      if (amount.currency !== order.currency) yield `asks for ${amount.currency}, the order is in ${order.currency}`;
      if (paymentToken !== order.token) yield 'the payment token is not the order’s';
      if (order.payments.length + 1 !== order.attempt)
        yield `is payment ${order.payments.length + 1} at attempt ${order.attempt}`;
      return;
    }
    case 'PaymentCaptureRequested':
      if ((world.orders.get(payment.orderId)?.fulfilments ?? 0) === 0) yield 'is captured before anything was dispatched';
      return;
    case 'PaymentVoidRequested':
      if (orderStatus === 'confirmed' || orderStatus === 'completed') yield `is voided where the order is ${orderStatus}`;
      return;
    case 'PaymentRefundRequested': {
      const { refundId, amount } = event.data;
      const asked = world.orders.get(payment.orderId)?.refunds.get(refundId);
      if (asked?.amount !== amount.amount) yield `gives back ${amount.amount}, the order asked for ${asked?.amount ?? 'none'}`;
      if (amount.currency !== payment.amount.currency) yield `gives back ${amount.currency}`;
      return;
    }
    case 'PaymentRefunded': {
      const { refundId, amount } = event.data;
      const asked = payment.refunds.get(refundId)?.amount;
      if (asked !== amount.amount) yield `gave back ${amount.amount}, asked for were ${asked ?? 'none'}`;
      if (amount.currency !== payment.amount.currency) yield `gave back ${amount.currency}`;
      return;
    }
    case 'OrderPaymentAuthorized':
      if (toldStage !== 'authorized') yield `payment ${told} is ${toldStage}`;
      if (world.orders.get(id)?.payments.at(-1) !== told) yield `payment ${told} is not the last attempt's`;
      return;
    case 'OrderPaymentDeclined':
      if (toldStage !== 'declined') yield `payment ${told} is ${toldStage}`;
      if (world.payments.get(told)?.orderId !== id) yield `payment ${told} is another order's`;
      return;
    case 'OrderPaymentVoided': {
      // What was never begun cannot be voided, and need not be.
      if (toldStage !== 'voided' && toldStage !== 'none') yield `payment ${told} is ${toldStage}`;
      const owner = world.payments.get(told)?.orderId ?? null;
      if (owner === null ? (world.orders.get(id)?.payments ?? []).length >= (world.orders.get(id)?.attempt ?? 0) : owner !== id) {
        yield `payment ${told} is not this order's`;
      }
      return;
    }
    case 'RefundIssued':
    case 'RefundFailed': {
      const { refundId } = event.data;
      const refund = world.payments.get(world.orders.get(id)?.payments.at(-1) ?? '')?.refunds.get(refundId);
      const wanted = event.type === 'RefundIssued' ? 'refunded' : 'failed';
      if (refund?.outcome !== wanted) yield `the payment's refund ${refundId} is ${refund?.outcome ?? 'unknown'}`;
      return;
    }
    default:
      return;
  }
}

/** Σ of what a payment has given back, or was asked to. */
export function refundsOf(paymentId: string, world: World): number {
  const { refunded, underWay } = givenBack(world.payments.get(paymentId) ?? noPayment());
  return refunded + underWay;
}
