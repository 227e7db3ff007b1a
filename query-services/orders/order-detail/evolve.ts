import { draftAxes, evolveAxes } from '../order-axes.ts';
import type { OrderData, OrderFact } from '../order-events.ts';
import { addressView, money, totalsView, utc } from '../views.ts';
import type { OrderDocument } from './view.ts';

/** The document of a new draft. */
export function created(data: OrderData<'OrderCreated'>, revision: number, erased: boolean): OrderDocument {
  const { orderId, customerId, currency, agreement } = data;
  return {
    id: orderId,
    number: null,
    revision,
    customerId,
    currency,
    axes: draftAxes,
    discount: null,
    agreed: agreement && { shipping: agreement.shipping, taxRate: agreement.taxRate },
    totals: null,
    cartPages: 0,
    shippingAddress: null,
    erased,
    fulfilments: [],
    returns: [],
    refunds: [],
    pendingRefunds: [],
    placedAt: null,
    reason: null,
  };
}

/** The order's document after one more event. */
export function evolveOrder(order: OrderDocument, fact: OrderFact): OrderDocument {
  return { ...order, ...changes(order, fact), axes: evolveAxes(order.axes, fact), revision: fact.revision };
}

function changes(order: OrderDocument, fact: OrderFact): Partial<OrderDocument> {
  switch (fact.type) {
    case 'ShippingDetailsSet':
      return { shippingAddress: order.erased ? null : addressView(fact.data.address) };
    case 'DiscountApplied':
      return { discount: fact.data };
    case 'OrderPlaced':
      return placed(order, fact.data);
    case 'OrderRejected':
      return { reason: fact.data.reason };
    case 'OrderExpired':
      return { reason: { code: 'hold_expired' } };
    case 'OrderCancelled':
      return { reason: { code: 'cancelled', detail: fact.data.reason } };
    case 'FulfilmentCreated':
      return dispatched(order, fact.data, fact.recordedAt);
    case 'FulfilmentDelivered':
      return delivered(order, fact.data);
    case 'ReturnRequested':
      return {
        returns: [...order.returns, { returnId: fact.data.returnId, status: 'requested', reason: fact.data.reason }],
      };
    case 'ReturnApproved':
      return answered(order, fact.data.returnId, 'approved');
    case 'ReturnRejected':
      return answered(order, fact.data.returnId, 'rejected');
    case 'ReturnReceived':
      return answered(order, fact.data.returnId, 'received');
    case 'RefundRequested':
      return {
        pendingRefunds: [...order.pendingRefunds, { refundId: fact.data.refundId, reason: fact.data.reason }],
      };
    case 'RefundIssued':
      return refundIssued(order, fact.data);
    case 'RefundFailed':
      return { pendingRefunds: order.pendingRefunds.filter(({ refundId }) => refundId !== fact.data.refundId) };
    default:
      return {};
  }
}

function placed(order: OrderDocument, data: OrderData<'OrderPlaced'>): Partial<OrderDocument> {
  return {
    number: data.number,
    placedAt: utc(data.placedAt),
    totals: totalsView(data.totals, data.currency),
    discount: data.discount,
    cartPages: 0,
    shippingAddress: order.erased ? null : addressView(data.address),
  };
}

function dispatched(order: OrderDocument, data: OrderData<'FulfilmentCreated'>, at: string): Partial<OrderDocument> {
  const { fulfilmentId, tracking } = data;
  const fulfilment = { fulfilmentId, status: 'dispatched' as const, tracking, createdAt: utc(at), deliveredAt: null };
  return { fulfilments: [...order.fulfilments, fulfilment] };
}

function delivered(order: OrderDocument, data: OrderData<'FulfilmentDelivered'>): Partial<OrderDocument> {
  const fulfilments = order.fulfilments.map((one) =>
    one.fulfilmentId === data.fulfilmentId ? { ...one, status: 'delivered' as const, deliveredAt: utc(data.deliveredAt) } : one,
  );
  return { fulfilments };
}

function answered(
  order: OrderDocument,
  returnId: string,
  status: OrderDocument['returns'][number]['status'],
): Partial<OrderDocument> {
  return { returns: order.returns.map((one) => (one.returnId === returnId ? { ...one, status } : one)) };
}

function refundIssued(order: OrderDocument, data: OrderData<'RefundIssued'>): Partial<OrderDocument> {
  const reason = order.pendingRefunds.find(({ refundId }) => refundId === data.refundId)?.reason ?? '';
  const amount = money(data.amount, order.currency);
  return {
    pendingRefunds: order.pendingRefunds.filter(({ refundId }) => refundId !== data.refundId),
    refunds: [...order.refunds, { refundId: data.refundId, amount, reason, at: utc(data.occurredAt) }],
  };
}
