import { idOf } from '@shop/shared-events';
import type { Documents, ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { Charges } from '../draft-totals.ts';
import { draftAxes, evolveAxes } from '../order-axes.ts';
import { asOrderFact, type OrderData, type OrderFact } from '../order-events.ts';
import { settingsVersion } from '../settings-version.ts';
import { utc } from '../views.ts';
import { listCollection, type ListedDraft, type ListedOrder, listName } from './view.ts';

/** Every order in short, found by each axis, customer, date and total. The charges are what drafts are added up with. */
export function orderListModel(charges: Charges): ReadModel {
  return {
    name: 'order-list',
    version: settingsVersion(1, charges),
    collections: [listCollection(charges)],
    categories: ['order'],
    prefetch: ({ stream }) => [{ collection: listName, key: idOf(stream) }],
    apply: (event, documents) => apply(asOrderFact(event), documents),
  };
}

async function apply(fact: OrderFact, documents: Documents): Promise<void> {
  const id = idOf(fact.stream);
  if (fact.type === 'OrderCreated') return documents.put(listName, id, created(fact.data));
  const order = await documents.get<ListedOrder>(listName, id);
  if (!order) throw new Error(`${fact.type} of order ${id}, which was never created`);
  const changed = evolve(order, fact);
  if (changed !== order) documents.put(listName, id, changed);
}

function created({ orderId, customerId, currency, agreement }: OrderData<'OrderCreated'>): ListedOrder {
  const agreed = agreement && { shipping: agreement.shipping, taxRate: agreement.taxRate };
  const draft = { lines: [], discount: null, agreed };
  return { id: orderId, number: null, customerId, currency, axes: draftAxes, total: 0, placedAt: null, draft };
}

/** The order after one more event; the very same where the list shows nothing of it. */
function evolve(order: ListedOrder, fact: OrderFact): ListedOrder {
  const axes = evolveAxes(order.axes, fact);
  if (fact.type === 'OrderPlaced') {
    const { number, totals, placedAt } = fact.data;
    return { ...order, axes, number, total: totals.total, placedAt: utc(placedAt), draft: null };
  }
  const draft = order.draft && evolveDraft(order.draft, fact);
  return axes === order.axes && draft === order.draft ? order : { ...order, axes, draft };
}

function evolveDraft(draft: ListedDraft, fact: OrderFact): ListedDraft {
  switch (fact.type) {
    case 'OrderLineAdded': {
      const { lineId, quantity, unitPrice } = fact.data.line;
      return { ...draft, lines: [...draft.lines, [lineId, quantity, unitPrice.amount]] };
    }
    case 'OrderLineQuantityChanged': {
      const { lineId, quantity } = fact.data;
      return { ...draft, lines: draft.lines.map((line) => (line[0] === lineId ? [lineId, quantity, line[2]] : line)) };
    }
    case 'OrderLineRemoved':
      return { ...draft, lines: draft.lines.filter(([lineId]) => lineId !== fact.data.lineId) };
    case 'DiscountApplied':
      return { ...draft, discount: fact.data };
    default:
      return draft;
  }
}
