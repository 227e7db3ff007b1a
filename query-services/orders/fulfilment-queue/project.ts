import { categoryOf, idOf, type RecordedEvent, type SkuQuantity } from '@shop/shared-events';
import type { DocumentKey, Documents, ReadModel } from '@shop/platform/projecting/read-model.ts';
import { erasedAskedFor, erasedCollection, isErased, rememberErased } from '../erased-customers.ts';
import { asCustomerFact, asOrderFact, type CustomerFact, type OrderData, type OrderFact } from '../order-events.ts';
import { addressView, utc } from '../views.ts';
import { type QueuedLines, queuedLines, type QueuedOrder, queuedOrders } from './view.ts';

/**
 * Confirmed orders of which something is still to be shipped. An order is kept from its placing, shown from its
 * confirmation, and gone with its last dispatch or its end: no address stays here longer than it is needed.
 */
export const fulfilmentQueueModel: ReadModel = {
  name: 'fulfilment-queue',
  version: 1,
  collections: [queuedOrders, queuedLines, erasedCollection],
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
  const key = idOf(stream);
  if (type === 'OrderPlaced') return [erasedAskedFor(data.customerId)];
  if (type === 'OrderConfirmed') return [{ collection: queuedOrders.name, key }];
  return type === 'FulfilmentCreated' ? [queuedOrders, queuedLines].map(({ name }) => ({ collection: name, key })) : [];
}

async function applyOrderFact(fact: OrderFact, documents: Documents): Promise<void> {
  const id = idOf(fact.stream);
  switch (fact.type) {
    case 'OrderPlaced':
      return place(id, fact.data, documents);
    case 'OrderConfirmed':
      return change(id, documents, { confirmed: true });
    case 'FulfilmentCreated':
      return dispatch(id, fact.data.lines, documents);
    case 'OrderRejected':
    case 'OrderExpired':
    case 'OrderCancelled':
    case 'OrderCompleted':
      return remove(id, documents);
    default:
  }
}

async function place(id: string, data: OrderData<'OrderPlaced'>, documents: Documents): Promise<void> {
  const { number, customerId } = data;
  const erased = await isErased(customerId, documents);
  const order: QueuedOrder = {
    ...{ id, number, customerId, erased },
    placedAt: utc(data.placedAt),
    confirmed: false,
    fulfilment: 'unfulfilled',
    shippingAddress: erased ? null : addressView(data.address),
  };
  documents.put(queuedOrders.name, id, order);
  documents.put(queuedLines.name, id, { lines: linesBySku(data.lines) });
}

/** Lines of one SKU are shipped together, whatever they cost. */
function linesBySku(lines: OrderData<'OrderPlaced'>['lines']): QueuedLines['lines'] {
  const bySku = new Map<string, QueuedLines['lines'][number]>();
  for (const { sku, name, quantity } of lines) {
    const known = bySku.get(sku);
    bySku.set(sku, { sku, name: known?.name ?? name, quantity: (known?.quantity ?? 0) + quantity });
  }
  return [...bySku.values()];
}

async function dispatch(id: string, shipped: readonly SkuQuantity[], documents: Documents): Promise<void> {
  const waiting = await documents.get<QueuedLines>(queuedLines.name, id);
  if (!waiting) return;
  const gone = new Map<string, number>();
  for (const { sku, quantity } of shipped) gone.set(sku, (gone.get(sku) ?? 0) + quantity);
  const lines = waiting.lines
    .map((line) => ({ ...line, quantity: line.quantity - (gone.get(line.sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  if (lines.length === 0) return remove(id, documents);
  documents.put(queuedLines.name, id, { lines });
  await change(id, documents, { fulfilment: 'partially_fulfilled' });
}

async function change(id: string, documents: Documents, changes: Partial<QueuedOrder>): Promise<void> {
  const order = await documents.get<QueuedOrder>(queuedOrders.name, id);
  if (order) documents.put(queuedOrders.name, id, { ...order, ...changes });
}

function remove(id: string, documents: Documents): void {
  documents.delete(queuedOrders.name, id);
  documents.delete(queuedLines.name, id);
}

async function applyCustomerFact(fact: CustomerFact, documents: Documents): Promise<void> {
  if (fact.type !== 'CustomerErased') return;
  const { customerId } = fact.data;
  rememberErased(customerId, documents);
  for (const key of await documents.keysWhere(queuedOrders.name, 'customerId', customerId)) {
    await change(key, documents, { shippingAddress: null, erased: true });
  }
}
