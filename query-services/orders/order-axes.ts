import type { OpenedOrderEvent, OrderData } from './order-events.ts';

export const orderStatuses = ['draft', 'placed', 'confirmed', 'completed', 'rejected', 'expired', 'cancelled'] as const;
export const paymentStatuses = [
  'none',
  'pending',
  'authorized',
  'captured',
  'partially_refunded',
  'refunded',
  'declined',
  'voided',
] as const;
export const fulfilmentStatuses = ['unfulfilled', 'partially_fulfilled', 'fulfilled', 'delivered'] as const;
export const returnStatuses = ['none', 'requested', 'approved', 'rejected', 'received'] as const;

/** The four independent axes of an order, and the counts that move them. Small, whatever the order's size. */
export type OrderAxes = {
  readonly status: (typeof orderStatuses)[number];
  readonly payment: (typeof paymentStatuses)[number];
  readonly fulfilment: (typeof fulfilmentStatuses)[number];
  /** Of the return that changed last. */
  readonly return: (typeof returnStatuses)[number];
  /** Whether it was ever confirmed; a later cancellation changes nothing about that. */
  readonly onceConfirmed: boolean;
  readonly units: number;
  readonly unitsFulfilled: number;
  readonly undelivered: number;
  /** Minor units. */
  readonly captured: number;
  readonly refunded: number;
};

export const draftAxes: OrderAxes = {
  status: 'draft',
  payment: 'none',
  fulfilment: 'unfulfilled',
  return: 'none',
  onceConfirmed: false,
  units: 0,
  unitsFulfilled: 0,
  undelivered: 0,
  captured: 0,
  refunded: 0,
};

/** The axes after one more event; the very same object where the event moves none. */
export function evolveAxes(axes: OrderAxes, event: OpenedOrderEvent): OrderAxes {
  switch (event.type) {
    case 'OrderPlaced':
      return { ...axes, status: 'placed', units: totalOf(event.data.lines) };
    case 'OrderStockReserved':
    case 'OrderPaymentRetried':
      return { ...axes, payment: 'pending' };
    case 'OrderPaymentAuthorized':
      return { ...axes, payment: 'authorized' };
    case 'OrderPaymentDeclined':
      return { ...axes, payment: 'declined' };
    case 'OrderPaymentVoided':
      return { ...axes, payment: 'voided' };
    case 'OrderConfirmed':
      return { ...axes, status: 'confirmed', onceConfirmed: true };
    case 'OrderRejected':
      return { ...axes, status: 'rejected' };
    case 'OrderExpired':
      return { ...axes, status: 'expired' };
    case 'OrderCancelled':
      return { ...axes, status: 'cancelled' };
    case 'OrderCompleted':
      return { ...axes, status: 'completed' };
    case 'FulfilmentCreated':
      return dispatched(axes, event.data);
    case 'FulfilmentDelivered':
      return delivered(axes);
    case 'OrderPaymentCaptured':
      return { ...axes, payment: 'captured', captured: axes.captured + event.data.amount };
    case 'RefundIssued':
      return refunded(axes, event.data.amount);
    case 'ReturnRequested':
      return { ...axes, return: 'requested' };
    case 'ReturnApproved':
      return { ...axes, return: 'approved' };
    case 'ReturnRejected':
      return { ...axes, return: 'rejected' };
    case 'ReturnReceived':
      return { ...axes, return: 'received' };
    case 'OrderCreated':
    case 'OrderLineAdded':
    case 'OrderLineQuantityChanged':
    case 'OrderLineRemoved':
    case 'ShippingDetailsSet':
    case 'DiscountApplied':
    case 'RefundRequested':
    case 'RefundFailed':
      return axes;
    default:
      event satisfies never;
      return axes;
  }
}

function dispatched(axes: OrderAxes, { lines }: OrderData<'FulfilmentCreated'>): OrderAxes {
  const unitsFulfilled = axes.unitsFulfilled + totalOf(lines);
  const fulfilment = unitsFulfilled === axes.units ? 'fulfilled' : 'partially_fulfilled';
  return { ...axes, fulfilment, unitsFulfilled, undelivered: axes.undelivered + 1 };
}

function delivered(axes: OrderAxes): OrderAxes {
  const undelivered = axes.undelivered - 1;
  const everything = undelivered === 0 && axes.fulfilment === 'fulfilled';
  return { ...axes, undelivered, fulfilment: everything ? 'delivered' : axes.fulfilment };
}

function refunded(axes: OrderAxes, amount: number): OrderAxes {
  const sum = axes.refunded + amount;
  return { ...axes, refunded: sum, payment: sum >= axes.captured ? 'refunded' : 'partially_refunded' };
}

function totalOf(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}
