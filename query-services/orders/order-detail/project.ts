import { categoryOf, idOf, type RecordedEvent, type SkuQuantity } from '@shop/shared-events';
import type { DocumentKey, Documents, KnownDocuments, ReadModel } from '@shop/platform/projecting/read-model.ts';
import { asCustomerFact, asOrderFact, type CustomerFact, type OrderData, type OrderFact } from '../order-events.ts';
import { money } from '../views.ts';
import { addCartLine, changeCartLine, dropCart, pagesAskedFor, withQuantity } from './cart.ts';
import { created, evolveOrder } from './evolve.ts';
import { erasedAskedFor, erasedCollection, isErased, rememberErased } from '../erased-customers.ts';
import { type GoodsDocument, type OrderDocument, ordersCollection, partKeys, partsCollection } from './view.ts';

/**
 * One order as people see it, drafts included. The changing state is one small document; lines, once placed,
 * another that is written once; the lines of fulfilments and returns a third.
 */
export const orderDetailModel: ReadModel = {
  name: 'order-detail',
  version: 1,
  collections: [ordersCollection, partsCollection, erasedCollection],
  categories: ['order', 'customer'],
  readsPersonalData: true,
  prefetch: askedFor,
  prefetchBehind: pagesBehind,
  apply: (event, documents) =>
    categoryOf(event.stream) === 'customer'
      ? applyCustomerFact(asCustomerFact(event), documents)
      : applyOrderFact(asOrderFact(event), documents),
};

/** Applies one event of an order; also what an order as of an earlier moment is folded with. */
export async function applyOrderFact(fact: OrderFact, documents: Documents): Promise<void> {
  const id = idOf(fact.stream);
  if (fact.type === 'OrderCreated') {
    const erased = await isErased(fact.data.customerId, documents);
    return documents.put(ordersCollection.name, id, created(fact.data, fact.revision, erased));
  }
  const order = await documents.get<OrderDocument>(ordersCollection.name, id);
  if (!order) throw new Error(`${fact.type} of order ${id}, which was never created`);
  const cartPages = await applyToParts(order, fact, documents);
  documents.put(ordersCollection.name, id, { ...evolveOrder(order, fact), cartPages });
}

function askedFor(event: RecordedEvent): DocumentKey[] {
  if (categoryOf(event.stream) !== 'order') return [];
  const fact = asOrderFact(event);
  const id = idOf(fact.stream);
  const order = { collection: ordersCollection.name, key: id };
  switch (fact.type) {
    case 'OrderCreated':
      return [erasedAskedFor(fact.data.customerId)];
    case 'FulfilmentCreated':
    case 'ReturnRequested':
      return [order, { collection: partsCollection.name, key: partKeys.goods(id) }];
    default:
      return [order];
  }
}

function pagesBehind({ type, stream }: RecordedEvent, known: KnownDocuments): DocumentKey[] {
  if (!changesCart.has(type)) return [];
  const order = known.peek<OrderDocument>(ordersCollection.name, idOf(stream));
  return order ? pagesAskedFor(order, type === 'OrderLineAdded') : [];
}

const changesCart: ReadonlySet<string> = new Set(['OrderLineAdded', 'OrderLineQuantityChanged', 'OrderLineRemoved']);

/** Changes what is long; gives the number of pages the cart fills from then on. */
async function applyToParts(order: OrderDocument, fact: OrderFact, documents: Documents): Promise<number> {
  switch (fact.type) {
    case 'OrderLineAdded':
      return addCartLine(documents, order, fact.data.line);
    case 'OrderLineQuantityChanged':
      await changeCartLine(documents, order, fact.data.lineId, (line) => withQuantity(line, fact.data.quantity));
      return order.cartPages;
    case 'OrderLineRemoved':
      await changeCartLine(documents, order, fact.data.lineId, () => null);
      return order.cartPages;
    case 'OrderPlaced':
      dropCart(documents, order);
      putPlacedLines(order.id, fact.data, documents);
      return 0;
    case 'FulfilmentCreated':
      await addGoods(order.id, fact.data.fulfilmentId, fact.data.lines, documents);
      return order.cartPages;
    case 'ReturnRequested':
      await addGoods(order.id, fact.data.returnId, fact.data.lines, documents);
      return order.cartPages;
    default:
      return order.cartPages;
  }
}

function putPlacedLines(orderId: string, { lines, currency }: OrderData<'OrderPlaced'>, documents: Documents): void {
  documents.put(partsCollection.name, partKeys.lines(orderId), {
    lines: lines.map(({ lineId, sku, name, quantity, unitPrice, lineTotal }) => ({
      ...{ lineId, sku, name, quantity },
      unitPrice: money(unitPrice, currency),
      lineTotal: money(lineTotal, currency),
    })),
  });
}

async function addGoods(orderId: string, id: string, lines: readonly SkuQuantity[], documents: Documents): Promise<void> {
  const key = partKeys.goods(orderId);
  const goods = await documents.get<GoodsDocument>(partsCollection.name, key);
  documents.put(partsCollection.name, key, { lines: { ...goods?.lines, [id]: lines } });
}

async function applyCustomerFact(fact: CustomerFact, documents: Documents): Promise<void> {
  if (fact.type !== 'CustomerErased') return;
  const { customerId } = fact.data;
  rememberErased(customerId, documents);
  for (const key of await documents.keysWhere(ordersCollection.name, 'customerId', customerId)) {
    const order = await documents.get<OrderDocument>(ordersCollection.name, key);
    if (order) documents.put(ordersCollection.name, key, { ...order, shippingAddress: null, erased: true });
  }
}
