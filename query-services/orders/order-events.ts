import type { Actor, Address, CustomerEvent, FulfilmentProcessEvent, OrderEvent, RecordedEvent } from '@shop/shared-events';

/** An order's event whose personal data was opened: the address itself, null where the customer was erased. */
export type OpenedOrderEvent = Opened<OrderEvent>;
type Opened<E> = E extends { readonly type: infer T; readonly data: { readonly address: unknown } }
  ? { readonly type: T; readonly data: Omit<E['data'], 'address'> & { readonly address: Address | null } }
  : E;

/** What of an event a read model of orders goes by. */
export interface EventFacts {
  readonly stream: string;
  readonly revision: number;
  /** When the store recorded it, ISO 8601 in UTC. */
  readonly recordedAt: string;
  readonly metadata: { readonly actor: Actor; readonly $correlationId: string };
}

export type OrderFact = EventFacts & OpenedOrderEvent;
export type CustomerFact = EventFacts & CustomerEvent;
export type ProcessFact = EventFacts & FulfilmentProcessEvent;

/** Narrows an event of an `order-` stream; its data was validated when it was written. */
export function asOrderFact(event: RecordedEvent): OrderFact {
  return event as unknown as OrderFact;
}

/** Narrows an event of a `customer-` stream. */
export function asCustomerFact(event: RecordedEvent): CustomerFact {
  return event as unknown as CustomerFact;
}

/** Narrows an event of a `fulfilmentProcess-` stream. */
export function asProcessFact(event: RecordedEvent): ProcessFact {
  return event as unknown as ProcessFact;
}

/** The data of an order's event of one type. */
export type OrderData<T extends OpenedOrderEvent['type']> = Extract<OpenedOrderEvent, { readonly type: T }>['data'];
