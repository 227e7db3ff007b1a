import type { CartLine } from '@shop/shared-events';
import type { DocumentKey, Documents } from '@shop/platform/projecting/read-model.ts';
import { money } from '../views.ts';
import { type LinesDocument, type OrderDocument, type OrderLineView, partKeys, partsCollection } from './view.ts';

/** Lines on one page of a draft: what one more line costs to write stays small, however many there are. */
export const linesPerPage = 50;

type Draft = Pick<OrderDocument, 'id' | 'cartPages'>;

/** Adds a line behind the last one; gives the number of pages. */
export async function addCartLine(documents: Documents, draft: Draft, line: CartLine): Promise<number> {
  const last = draft.cartPages - 1;
  const page = last < 0 ? null : await readPage(documents, draft.id, last);
  const free = page !== null && page.length < linesPerPage;
  writePage(documents, draft.id, free ? last : last + 1, [...(free ? page : []), lineView(line)]);
  return free ? draft.cartPages : draft.cartPages + 1;
}

/** Replaces a line by what `change` makes of it; null takes it out. */
export async function changeCartLine(
  documents: Documents,
  draft: Draft,
  lineId: string,
  change: (line: OrderLineView) => OrderLineView | null,
): Promise<void> {
  for (let number = 0; number < draft.cartPages; number++) {
    const page = await readPage(documents, draft.id, number);
    if (!page.some((line) => line.lineId === lineId)) continue;
    const changed = page.map((line) => (line.lineId === lineId ? change(line) : line));
    return writePage(
      documents,
      draft.id,
      number,
      changed.filter((line) => line !== null),
    );
  }
}

/** The pages that a change asks for: a line that is added needs the last one alone. */
export function pagesAskedFor({ id, cartPages }: Draft, lastAlone: boolean): DocumentKey[] {
  const first = lastAlone ? Math.max(0, cartPages - 1) : 0;
  return Array.from({ length: cartPages - first }, (_, page) => ({
    collection: partsCollection.name,
    key: partKeys.cart(id, first + page),
  }));
}

/** Drops every page; the placed snapshot takes their place. */
export function dropCart(documents: Documents, draft: Draft): void {
  for (let page = 0; page < draft.cartPages; page++) documents.delete(partsCollection.name, partKeys.cart(draft.id, page));
}

/** The line with another quantity, its total with it. */
export function withQuantity(line: OrderLineView, quantity: number): OrderLineView {
  return { ...line, quantity, lineTotal: money(quantity * line.unitPrice.amount, line.unitPrice.currency) };
}

function lineView({ lineId, sku, name, quantity, unitPrice }: CartLine): OrderLineView {
  return { lineId, sku, name, quantity, unitPrice, lineTotal: money(quantity * unitPrice.amount, unitPrice.currency) };
}

async function readPage(documents: Documents, orderId: string, page: number): Promise<readonly OrderLineView[]> {
  return (await documents.get<LinesDocument>(partsCollection.name, partKeys.cart(orderId, page)))?.lines ?? [];
}

function writePage(documents: Documents, orderId: string, page: number, lines: readonly OrderLineView[]): void {
  documents.put(partsCollection.name, partKeys.cart(orderId, page), { lines });
}
