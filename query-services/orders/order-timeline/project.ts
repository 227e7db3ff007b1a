import { categoryOf, idOf, type RecordedEvent } from '@shop/shared-events';
import type { DocumentKey, Documents, ReadModel } from '@shop/platform/projecting/read-model.ts';
import { erasedAskedFor, erasedCollection, isErased, rememberErased } from '../erased-customers.ts';
import {
  asCustomerFact,
  asOrderFact,
  type CustomerFact,
  type OpenedOrderEvent,
  type OrderData,
  type OrderFact,
} from '../order-events.ts';
import { eventKey, type TimelineEvent, timelineEvents, type TimelineOrder, timelineOrders } from './view.ts';

/** Every event of every order, one document each: the history people read, and what an order as of a moment is made of. */
export const orderTimelineModel: ReadModel = {
  name: 'order-timeline',
  version: 1,
  collections: [timelineOrders, timelineEvents, erasedCollection],
  categories: ['order', 'customer'],
  readsPersonalData: true,
  prefetch: askedFor,
  apply: (event, documents) =>
    categoryOf(event.stream) === 'customer'
      ? applyCustomerFact(asCustomerFact(event), documents)
      : applyOrderFact(asOrderFact(event), documents),
};

function askedFor(event: RecordedEvent): DocumentKey[] {
  if (categoryOf(event.stream) !== 'order') return [];
  const { type, data, stream } = asOrderFact(event);
  return [type === 'OrderCreated' ? erasedAskedFor(data.customerId) : { collection: timelineOrders.name, key: idOf(stream) }];
}

async function applyOrderFact(fact: OrderFact, documents: Documents): Promise<void> {
  const id = idOf(fact.stream);
  const before = fact.type === 'OrderCreated' ? await begun(fact.data, documents) : await orderOf(id, documents);
  const order = { ...before, ...changes(before, fact), events: fact.revision + 1 };
  documents.put(timelineOrders.name, id, order);
  const event: TimelineEvent = {
    ...{ revision: fact.revision, at: fact.recordedAt },
    ...{ actor: fact.metadata.actor, correlationId: fact.metadata.$correlationId },
    event: order.erased ? withoutAddress(shown(fact)) : shown(fact),
  };
  documents.put(timelineEvents.name, eventKey(id, fact.revision), event);
}

async function begun({ customerId }: OrderData<'OrderCreated'>, documents: Documents): Promise<TimelineOrder> {
  const erased = await isErased(customerId, documents);
  return { customerId, onceConfirmed: false, erased, events: 0, addressedAt: [], moneyAt: [] };
}

async function orderOf(id: string, documents: Documents): Promise<TimelineOrder> {
  const order = await documents.get<TimelineOrder>(timelineOrders.name, id);
  if (!order) throw new Error(`an event of order ${id}, which was never created`);
  return order;
}

function changes(order: TimelineOrder, fact: OrderFact): Partial<TimelineOrder> {
  if (fact.type === 'OrderConfirmed') return { onceConfirmed: true };
  if (ofMoney.has(fact.type)) return { moneyAt: [...order.moneyAt, fact.revision] };
  return holdsAddress(fact) && !order.erased ? { addressedAt: [...order.addressedAt, fact.revision] } : {};
}

const ofMoney: ReadonlySet<OpenedOrderEvent['type']> = new Set([
  'DiscountApplied',
  'OrderPaymentAuthorized',
  'OrderPaymentDeclined',
  'OrderPaymentRetried',
  'OrderPaymentVoided',
  'OrderPaymentCaptured',
  'RefundRequested',
  'RefundIssued',
  'RefundFailed',
]);

/** The event without its means of payment, which no view of an order shows. */
function shown({ type, data }: OrderFact): OpenedOrderEvent {
  return { type, data: 'paymentToken' in data ? { ...data, paymentToken: '' } : data } as OpenedOrderEvent;
}

function holdsAddress({ data }: OpenedOrderEvent): boolean {
  return 'address' in data && data.address !== null;
}

function withoutAddress(event: OpenedOrderEvent): OpenedOrderEvent {
  return 'address' in event.data ? ({ ...event, data: { ...event.data, address: null } } as OpenedOrderEvent) : event;
}

async function applyCustomerFact(fact: CustomerFact, documents: Documents): Promise<void> {
  if (fact.type !== 'CustomerErased') return;
  const { customerId } = fact.data;
  rememberErased(customerId, documents);
  for (const id of await documents.keysWhere(timelineOrders.name, 'customerId', customerId)) {
    const order = await orderOf(id, documents);
    for (const revision of order.addressedAt) await clearAddress(eventKey(id, revision), documents);
    documents.put(timelineOrders.name, id, { ...order, erased: true, addressedAt: [] });
  }
}

async function clearAddress(key: string, documents: Documents): Promise<void> {
  const entry = await documents.get<TimelineEvent>(timelineEvents.name, key);
  if (entry) documents.put(timelineEvents.name, key, { ...entry, event: withoutAddress(entry.event) });
}
