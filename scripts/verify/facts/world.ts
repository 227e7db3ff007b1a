import { categoryOf, idOf } from '@shop/shared-events';
import type {
  ClaimEvent,
  DiscountCodeEvent,
  FulfilmentProcessEvent,
  InventoryEvent,
  OrderEvent,
  PaymentEvent,
  ProductEvent,
  RecordedEvent,
} from '@shop/shared-events';
import type { Scratch, Table } from '../core/scratch.ts';
import type { ShopEvent, Told } from '../core/told.ts';
import { machines } from '../machines/index.ts';
import { type Axes, changesBy, type Move, rulesFor } from '../machines/machine.ts';
import { type CodeFacts, foldCode } from './code-facts.ts';
import { foldOrder, noOrder, type OrderFacts } from './order-facts.ts';
import { foldPayment, type PaymentFacts } from './payment-facts.ts';
import { foldProcess, type ProcessFacts } from './process-facts.ts';
import { foldClaim, foldProduct, type Holder, type ProductFacts } from './product-facts.ts';
import { foldStock, type ReservationFacts, type StockFacts } from './stock-facts.ts';

/** Where a stream ends. */
export interface Head {
  readonly revision: number;
  readonly position: bigint;
}

/**
 * All that the log has said so far, across streams. It judges nothing and takes nonsense as it comes: what it
 * may not say is for the checks to find.
 */
export class World {
  /** Last event of every stream. */
  readonly heads: Table<Head>;
  /** Where each stream stands, by stream; and the things inside, by stream, kind and id. */
  readonly axes: Table<Axes>;
  readonly parts: Table<string>;
  readonly orders: Table<OrderFacts>;
  readonly payments: Table<PaymentFacts>;
  readonly stock: Table<StockFacts>;
  readonly reservations: Table<ReservationFacts>;
  readonly products: Table<ProductFacts>;
  /** By the name's stream. */
  readonly holders: Table<Holder>;
  readonly codes: Table<CodeFacts>;
  readonly redemptions: Table<boolean>;
  readonly processes: Table<ProcessFacts>;
  /** Minor units, over all payments. */
  readonly sums = { captured: 0, refunded: 0 };

  constructor(scratch: Scratch) {
    this.heads = scratch.table();
    this.axes = scratch.table();
    this.parts = scratch.table();
    this.orders = scratch.table();
    this.payments = scratch.table();
    this.stock = scratch.table();
    this.reservations = scratch.table();
    this.products = scratch.table();
    this.holders = scratch.table();
    this.codes = scratch.table();
    this.redemptions = scratch.table();
    this.processes = scratch.table();
  }

  /** The order's facts, to be changed; another stream's event counts as the order's latest too. */
  order(orderId: string, event: Pick<RecordedEvent, 'recordedAt'>): OrderFacts {
    const order = this.orders.change(orderId, noOrder);
    order.lastAt = Math.max(order.lastAt, Date.parse(event.recordedAt));
    return order;
  }

  /** Where a stream stands on one axis; `none` where nothing was said. */
  axis(stream: string, axis: string): string {
    return this.axes.get(stream)?.[axis] ?? 'none';
  }

  part(stream: string, { part, id }: Pick<Move, 'part' | 'id'>): string {
    return this.parts.get(partKey(stream, part, id)) ?? 'none';
  }

  /** Every event, whether or not it fits its schema. */
  see({ stream, revision, position }: RecordedEvent): void {
    this.heads.set(stream, { revision: Math.max(revision, this.heads.get(stream)?.revision ?? -1), position });
  }

  fold(event: Told): void {
    const machine = machines.get(categoryOf(event.stream)) ?? {};
    // Before the facts: a deduction's move depends on what was open.
    const moves = rulesFor(machine, event, this)?.moves ?? [];
    this.#foldFacts(event);
    for (const { part, id, to } of moves) this.parts.set(partKey(event.stream, part, id), to);
    const changes = changesBy(machine, event, this);
    if (Object.keys(changes).length > 0) this.axes.set(event.stream, { ...this.axes.get(event.stream), ...changes });
  }

  #foldFacts(event: Told): void {
    switch (categoryOf(event.stream)) {
      case 'order':
        return foldOrder(this.order(idOf(event.stream), event), of<OrderEvent>(event));
      case 'payment':
        return foldPayment(this, of<PaymentEvent>(event));
      case 'inventory':
        return foldStock(this, of<InventoryEvent>(event));
      case 'product':
        return foldProduct(this, of<ProductEvent>(event));
      case 'sku':
      case 'slug':
        return foldClaim(this, of<ClaimEvent>(event));
      case 'discountCode':
        return foldCode(this, of<DiscountCodeEvent>(event));
      case 'fulfilmentProcess':
        return foldProcess(this, of<FulfilmentProcessEvent>(event));
      default:
        return;
    }
  }
}

/** An event of the category that its stream says; one of a type that does not belong there never comes this far. */
function of<E extends ShopEvent>(event: Told): Told<E> {
  return event as unknown as Told<E>;
}

function partKey(stream: string, part: string, id: string): string {
  return `${stream} ${part} ${id}`;
}
