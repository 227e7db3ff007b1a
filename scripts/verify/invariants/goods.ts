import { idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { type OrderFacts, noOrder } from '../facts/order-facts.ts';
import { movedKey } from '../facts/quantities.ts';
import { type ReservationFacts, reservationKey } from '../facts/stock-facts.ts';
import type { World } from '../facts/world.ts';
import { settled } from './settled.ts';

/**
 * Invariant 12 for goods, across the streams of an order and of its SKUs: what is reserved, deducted and put back
 * is what the order says, in that order of events; and in the end nothing of it is missing.
 */
export const goodsPair: Check = {
  number: '12',
  title: 'reservations, deductions and restockings pair with the order’s lines, fulfilments and returns',
  before(event, world, tell) {
    const { stream, revision } = event;
    const wrong = (what: string): void => tell(stream, revision, what);
    const id = idOf(stream);
    switch (event.type) {
      case 'StockReserved': {
        const { orderId, quantity } = event.data;
        const order = world.orders.get(orderId) ?? noOrder();
        const ordered = order.ordered.get(id) ?? 0;
        if (ordered !== quantity) wrong(`${quantity} reserved for order ${orderId}, which ordered ${ordered}`);
        if (openOf(order, id, world) > 0) wrong(`order ${orderId} has an open reservation already`);
        return;
      }
      case 'StockReservationConfirmed': {
        const order = orderOf(world.reservations.get(reservationKey(id, event.data.reservationId)), world);
        const authorized = order.payments.some((paymentId) => stageOf(paymentId, world) === 'authorized');
        if (!authorized) wrong('confirmed without an authorized payment');
        return;
      }
      case 'StockReservationReleased':
      case 'StockReservationExpired': {
        const orderId = world.reservations.get(reservationKey(id, event.data.reservationId))?.orderId ?? '';
        const status = world.axis(streamName('order', orderId), 'status');
        if (status === 'confirmed' || status === 'completed') wrong(`given back, but order ${orderId} is ${status}`);
        return;
      }
      case 'StockDeducted': {
        const { fulfilmentId, reservationId, quantity } = event.data;
        const order = orderOf(world.reservations.get(reservationKey(id, reservationId)), world);
        const dispatched = order.dispatched.get(movedKey(fulfilmentId, id)) ?? 0;
        const before = order.deducted.get(movedKey(fulfilmentId, id)) ?? 0;
        if (before + quantity !== dispatched) wrong(`${before + quantity} deducted where ${dispatched} were dispatched`);
        return;
      }
      case 'StockRestocked': {
        const { returnId, orderId, quantity, disposition } = event.data;
        const received = world.orders.get(orderId)?.receipts.get(movedKey(returnId, id, disposition)) ?? 0;
        if (received !== quantity) wrong(`${quantity} put back where ${received} were received`);
        return;
      }
      case 'OrderStockReserved':
      case 'OrderConfirmed':
        for (const what of notHeld(id, event.type === 'OrderConfirmed', world)) wrong(what);
        return;
      default:
        return;
    }
  },
  end(world, rest, tell) {
    for (const [orderId, order] of world.orders.entries()) {
      if (!order.placed || !settled(orderId, order, world, rest)) continue;
      const stream = streamName('order', orderId);
      const status = world.axis(stream, 'status');
      for (const what of leftOver(order, status, world)) tell(stream, null, what);
    }
  },
};

/** What an order should hold and does not: a reservation of every SKU, and once confirmed a confirmed one. */
function* notHeld(orderId: string, confirmed: boolean, world: World): Iterable<string> {
  const order = world.orders.get(orderId) ?? noOrder();
  for (const [sku, ordered] of order.ordered) {
    const held = reservationsOf(order, sku, world).some((one) => one.quantity === ordered && (!confirmed || one.confirmed));
    const open = !confirmed || openOf(order, sku, world) === ordered;
    if (!held || !open) yield `${ordered} of ${sku} are not ${confirmed ? 'confirmed' : 'reserved'}`;
  }
}

function* leftOver(order: OrderFacts, status: string, world: World): Iterable<string> {
  for (const [key, quantity] of order.dispatched) {
    if ((order.deducted.get(key) ?? 0) !== quantity) yield `dispatched and not deducted: ${key}`;
  }
  for (const [key, quantity] of order.receipts) {
    if ((order.restocked.get(key) ?? 0) !== quantity) yield `received and not put back: ${key}`;
  }
  const underWay = status === 'confirmed';
  for (const [sku, ordered] of order.ordered) {
    const wanted = underWay ? ordered - (order.fulfilled.get(sku) ?? 0) : 0;
    const open = openOf(order, sku, world);
    if (status !== 'placed' && open !== wanted) yield `${open} of ${sku} are reserved where the order is ${status}`;
  }
}

function orderOf(reservation: ReservationFacts | undefined, world: World): OrderFacts {
  return (reservation && world.orders.get(reservation.orderId)) ?? noOrder();
}

function reservationsOf(order: OrderFacts, sku: string, world: World): ReservationFacts[] {
  return [...order.reservations].flatMap((key) => (key.startsWith(`${sku} `) ? (world.reservations.get(key) ?? []) : []));
}

function openOf(order: OrderFacts, sku: string, world: World): number {
  return reservationsOf(order, sku, world).reduce((sum, { open }) => sum + open, 0);
}

function stageOf(paymentId: string, world: World): string {
  return world.axis(streamName('payment', paymentId), 'stage');
}
