import { idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { OrderFacts } from '../facts/order-facts.ts';
import { noOrder } from '../facts/order-facts.ts';
import { givenBack, noPayment } from '../facts/payment-facts.ts';
import type { World } from '../facts/world.ts';
import { refundsOf } from './payments.ts';
import { settled } from './settled.ts';

/**
 * Invariant 6, order by order: captured is nothing or the placed total, never of an order that was taken back; what is
 * given back never exceeds it; and the streams of payments and orders tell the same amounts. So over the whole
 * shop captured − refunded is what the paid, uncancelled orders come to, less what was given back of them.
 */
export const moneyAgrees: Check = {
  number: '6',
  title: 'captured is 0 or the total of a paid, uncancelled order; refunds ≤ captured; payments and orders agree',
  before(event, world, tell) {
    for (const what of wrongs(event, world)) tell(event.stream, event.revision, what);
  },
  end(world, rest, tell) {
    for (const [orderId, order] of world.orders.entries()) {
      const stream = streamName('order', orderId);
      const { captured, refunded } = fromPayments(order, world);
      const status = world.axis(stream, 'status');
      if (captured !== 0 && captured !== order.placed?.totals.total)
        tell(stream, null, `${captured} captured of ${order.placed?.totals.total}`);
      if (captured !== 0 && status !== 'confirmed' && status !== 'completed')
        tell(stream, null, `${captured} captured, but the order is ${status}`);
      if (refunded > captured) tell(stream, null, `${refunded} given back of ${captured}`);
      if (!order.placed || !settled(orderId, order, world, rest)) continue;
      if (order.captured !== captured) tell(stream, null, `was told of ${order.captured} captured; payments say ${captured}`);
      if (order.refunded !== refunded) tell(stream, null, `was told of ${order.refunded} given back; payments say ${refunded}`);
      if (order.fulfilments > 0 && world.axis(stream, 'payment') === 'authorized')
        tell(stream, null, 'dispatched and not captured');
      for (const [refundId, { answered }] of order.refunds) if (!answered) tell(stream, null, `refund ${refundId} has no answer`);
    }
  },
};

function fromPayments(order: OrderFacts, world: World): { readonly captured: number; readonly refunded: number } {
  const payments = order.payments.map((paymentId) => world.payments.get(paymentId) ?? noPayment());
  return {
    captured: payments.reduce((sum, { captured }) => sum + captured, 0),
    refunded: payments.reduce((sum, payment) => sum + givenBack(payment).refunded, 0),
  };
}

function* wrongs(event: Parameters<NonNullable<Check['before']>>[0], world: World): Iterable<string> {
  const id = idOf(event.stream);
  const order = world.orders.get(id) ?? noOrder();
  switch (event.type) {
    case 'PaymentCaptured': {
      const { amount } = world.payments.get(id) ?? noPayment();
      const captured = event.data.amount;
      if (captured.amount !== amount.amount || captured.currency !== amount.currency)
        yield `captured of ${amount.amount}: ${captured.amount}`;
      return;
    }
    case 'PaymentRefundRequested': {
      const payment = world.payments.get(id) ?? noPayment();
      const sum = refundsOf(id, world) + event.data.amount.amount;
      if (sum > payment.captured) yield `${sum} to be given back of ${payment.captured} captured`;
      return;
    }
    case 'OrderPaymentCaptured': {
      const { paymentId, amount } = event.data;
      const captured = world.payments.get(paymentId);
      if (captured?.orderId !== id) yield `payment ${paymentId} is another order's`;
      if (captured?.captured !== amount) yield `told of ${amount} captured; payment ${paymentId} has ${captured?.captured ?? 0}`;
      if (order.placed?.totals.total !== amount) yield `${amount} captured of ${order.placed?.totals.total}`;
      return;
    }
    case 'RefundRequested': {
      const { amount, returnId } = event.data;
      // Goods may come back before the capture got through; it is of the whole total.
      const most = returnId === null ? order.captured : (order.placed?.totals.total ?? 0);
      const sum = order.refunded + order.refundsPending + amount;
      if (sum > most) yield `${sum} to be given back of ${most}`;
      return;
    }
    case 'RefundIssued': {
      const { refundId, amount } = event.data;
      const asked = order.refunds.get(refundId)?.amount;
      if (asked !== amount) yield `${amount} given back, asked for were ${asked ?? 'none'}`;
      if (order.refunded + amount > order.captured) yield `${order.refunded + amount} given back of ${order.captured}`;
      return;
    }
    default:
      return;
  }
}
