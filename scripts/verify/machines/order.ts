import type { OrderEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { World } from '../facts/world.ts';
import type { Axes, Machine, Move } from './machine.ts';

const draft = { status: 'draft' };
const ended = 'rejected expired cancelled';
const dispatched = 'partially_fulfilled fulfilled delivered';
const paid = 'captured partially_refunded';

/** The four axes of an order (docs/domain.md, "Order"), and its lines, fulfilments, returns and refunds. */
export const orderMachine: Machine<OrderEvent> = {
  OrderCreated: {
    when: { status: 'none' },
    then: { status: 'draft', payment: 'none', fulfilment: 'unfulfilled', return: 'none' },
  },
  OrderLineAdded: { when: draft, moves: ({ data }) => [line(data.line.lineId, 'none removed', 'there')] },
  OrderLineQuantityChanged: { when: draft, moves: ({ data }) => [line(data.lineId, 'there', 'there')] },
  OrderLineRemoved: { when: draft, moves: ({ data }) => [line(data.lineId, 'there', 'removed')] },
  ShippingDetailsSet: { when: draft },
  DiscountApplied: { when: draft },
  OrderPlaced: { when: draft, then: { status: 'placed' } },
  OrderStockReserved: { when: { status: 'placed', payment: 'none' }, then: { payment: 'pending' } },
  OrderPaymentAuthorized: { when: { status: 'placed', payment: 'pending' }, then: { payment: 'authorized' } },
  OrderPaymentDeclined: { when: { status: `placed ${ended}`, payment: 'pending' }, then: { payment: 'declined' } },
  OrderPaymentRetried: { when: { status: 'placed', payment: 'declined' }, then: { payment: 'pending' } },
  OrderConfirmed: { when: { status: 'placed', payment: 'authorized' }, then: { status: 'confirmed' } },
  OrderRejected: { when: { status: 'placed', payment: 'none declined voided' }, then: { status: 'rejected' } },
  OrderExpired: { when: { status: 'placed', payment: 'none pending declined' }, then: { status: 'expired' } },
  OrderCancelled: { when: { status: 'draft placed confirmed', fulfilment: 'unfulfilled' }, then: { status: 'cancelled' } },
  OrderPaymentVoided: { when: { status: `placed ${ended}`, payment: 'pending authorized' }, then: { payment: 'voided' } },
  FulfilmentCreated: {
    when: { status: 'confirmed', payment: `authorized ${paid}`, fulfilment: 'unfulfilled partially_fulfilled' },
    then: (event, world) => fulfilmentOf(event.stream, world),
    moves: ({ data }) => [{ part: 'fulfilment', id: data.fulfilmentId, from: 'none', to: 'dispatched' }],
  },
  FulfilmentDelivered: {
    when: { status: 'confirmed', fulfilment: 'partially_fulfilled fulfilled' },
    then: (event, world) => fulfilmentOf(event.stream, world),
    moves: ({ data }) => [{ part: 'fulfilment', id: data.fulfilmentId, from: 'dispatched', to: 'delivered' }],
  },
  OrderPaymentCaptured: {
    when: { status: 'confirmed', payment: 'authorized', fulfilment: dispatched },
    then: { payment: 'captured' },
  },
  ReturnRequested: {
    when: { status: 'confirmed completed', fulfilment: dispatched },
    then: { return: 'requested' },
    moves: ({ data }) => [{ part: 'return', id: data.returnId, from: 'none', to: 'requested' }],
  },
  ReturnApproved: {
    then: { return: 'approved' },
    moves: ({ data }) => [{ part: 'return', id: data.returnId, from: 'requested', to: 'approved' }],
  },
  ReturnRejected: {
    then: { return: 'rejected' },
    moves: ({ data }) => [{ part: 'return', id: data.returnId, from: 'requested', to: 'rejected' }],
  },
  ReturnReceived: {
    then: { return: 'received' },
    moves: ({ data }) => [{ part: 'return', id: data.returnId, from: 'approved', to: 'received' }],
  },
  RefundRequested: {
    when: { status: 'confirmed completed', payment: `authorized ${paid}` },
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'none', to: 'pending' }],
  },
  RefundIssued: {
    when: { payment: paid },
    then: (event, world) => refundedOf(event.stream, world),
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'pending', to: 'issued' }],
  },
  RefundFailed: {
    when: { payment: paid },
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'pending', to: 'failed' }],
  },
  OrderCompleted: {
    when: { status: 'confirmed', fulfilment: 'delivered', payment: `${paid} refunded` },
    then: { status: 'completed' },
  },
};

function line(id: string, from: string, to: string): Move {
  return { part: 'line', id, from, to };
}

function fulfilmentOf(stream: string, world: World): Axes {
  const order = world.orders.get(idOf(stream));
  if (!order) return {};
  const whole = [...order.ordered].every(([sku, ordered]) => (order.fulfilled.get(sku) ?? 0) >= ordered);
  if (!whole) return { fulfilment: 'partially_fulfilled' };
  return { fulfilment: order.undelivered === 0 ? 'delivered' : 'fulfilled' };
}

function refundedOf(stream: string, world: World): Axes {
  const order = world.orders.get(idOf(stream));
  return { payment: order && order.refunded >= order.captured ? 'refunded' : 'partially_refunded' };
}
