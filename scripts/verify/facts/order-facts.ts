import type { CartLine, OrderEvent } from '@shop/shared-events';
import type { DataOf, Told } from '../core/told.ts';
import { foldGoods } from './order-goods.ts';
import { add } from './quantities.ts';

/** What an order's own events say, and what other streams say of it. Of a stream that makes no sense as much as it says. */
export interface OrderFacts {
  created: { readonly commandId: string; readonly agreement: DataOf<'OrderCreated'>['agreement'] } | null;
  currency: string;
  customerId: string;
  readonly cart: Map<string, CartLine>;
  country: string | null;
  discount: DataOf<'DiscountApplied'> | null;
  placed: DataOf<'OrderPlaced'> | null;
  /** Units per SKU: ordered, dispatched, under way back (asked for or received), received. */
  ordered: Map<string, number>;
  readonly fulfilled: Map<string, number>;
  readonly returning: Map<string, number>;
  readonly received: Map<string, number>;
  /** Units by fulfilment and SKU; undelivered counts fulfilments. */
  readonly dispatched: Map<string, number>;
  fulfilments: number;
  undelivered: number;
  readonly returns: Map<string, ReadonlyMap<string, number>>;
  /** Units by return, SKU and disposition. */
  readonly receipts: Map<string, number>;
  /** Attempts to pay; the token of the last. */
  attempt: number;
  token: string;
  captured: number;
  refunded: number;
  refundsPending: number;
  readonly refunds: Map<string, { readonly amount: number; readonly returnId: string | null; answered: boolean }>;
  /** Ids of the order's events from its placing on, of which one causes each step of its process. */
  readonly eventIds: Set<string>;
  heldUntil: string | null;
  /** Whether it ever was; what follows may undo either. */
  declined: boolean;
  confirmed: boolean;

  /** What inventory streams say: keys of reservations, and the units that left and came back under the keys above. */
  readonly reservations: Set<string>;
  readonly deducted: Map<string, number>;
  readonly restocked: Map<string, number>;
  /** Ids of payments, in order. */
  readonly payments: string[];

  lastAt: number;
  heardAt: bigint;
}

export function noOrder(): OrderFacts {
  return {
    created: null,
    currency: '',
    customerId: '',
    cart: new Map(),
    country: null,
    discount: null,
    placed: null,
    ordered: new Map(),
    fulfilled: new Map(),
    returning: new Map(),
    received: new Map(),
    dispatched: new Map(),
    fulfilments: 0,
    undelivered: 0,
    returns: new Map(),
    receipts: new Map(),
    attempt: 0,
    token: '',
    captured: 0,
    refunded: 0,
    refundsPending: 0,
    refunds: new Map(),
    eventIds: new Set(),
    heldUntil: null,
    declined: false,
    confirmed: false,
    reservations: new Set(),
    deducted: new Map(),
    restocked: new Map(),
    payments: [],
    lastAt: 0,
    heardAt: -1n,
  };
}

/** What the fulfilment process acts on (docs/domain.md, "The fulfilment process"). */
const heardTypes: ReadonlySet<string> = new Set<OrderEvent['type']>([
  'OrderPlaced',
  'OrderPaymentRetried',
  'OrderCancelled',
  'FulfilmentCreated',
  'FulfilmentDelivered',
  'ReturnReceived',
  'RefundRequested',
]);

/** Folds one event of the order's own stream into its facts. */
export function foldOrder(order: OrderFacts, event: Told<OrderEvent>): void {
  // A cart's events cause nothing, and there may be thousands.
  if (order.placed || event.type === 'OrderPlaced') order.eventIds.add(event.id);
  if (heardTypes.has(event.type)) order.heardAt = event.position;
  switch (event.type) {
    case 'OrderCreated':
      order.created = { commandId: event.metadata.commandId, agreement: event.data.agreement };
      order.currency = event.data.currency;
      order.customerId = event.data.customerId;
      return;
    case 'OrderLineAdded':
      order.cart.set(event.data.line.lineId, event.data.line);
      return;
    case 'OrderLineQuantityChanged': {
      const line = order.cart.get(event.data.lineId);
      if (line) order.cart.set(line.lineId, { ...line, quantity: event.data.quantity });
      return;
    }
    case 'OrderLineRemoved':
      order.cart.delete(event.data.lineId);
      return;
    case 'ShippingDetailsSet':
      order.country = event.data.country;
      return;
    case 'DiscountApplied':
      order.discount = event.data;
      return;
    case 'OrderPlaced':
      order.placed = event.data;
      order.attempt = 1;
      order.token = event.data.paymentToken;
      for (const { sku, quantity } of event.data.lines) add(order.ordered, sku, quantity);
      return;
    case 'OrderStockReserved':
      order.heldUntil = event.data.expiresAt;
      return;
    case 'OrderPaymentDeclined':
      order.declined = true;
      return;
    case 'OrderConfirmed':
      order.confirmed = true;
      return;
    case 'OrderPaymentRetried':
      order.attempt = event.data.attempt;
      order.token = event.data.paymentToken;
      return;
    case 'OrderPaymentCaptured':
      order.captured += event.data.amount;
      return;
    case 'RefundRequested': {
      const { refundId, amount, returnId } = event.data;
      order.refunds.set(refundId, { amount, returnId, answered: false });
      order.refundsPending += amount;
      return;
    }
    case 'RefundIssued':
      answer(order, event.data.refundId);
      order.refunded += event.data.amount;
      return;
    case 'RefundFailed':
      answer(order, event.data.refundId);
      return;
    default:
      foldGoods(order, event);
  }
}

function answer(order: OrderFacts, refundId: string): void {
  const refund = order.refunds.get(refundId);
  if (!refund || refund.answered) return;
  refund.answered = true;
  order.refundsPending -= refund.amount;
}
