import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { balancesCollection, entriesCollection, type EntryDocument } from './view.ts';

/** Whether the SKU was ever registered. */
export async function hasLedger(reader: GenerationReader, sku: string): Promise<boolean> {
  return (await reader.get(balancesCollection.name, sku)) !== null;
}

/** One page of a SKU's movements, newest first; one more than `limit`, if there are more. */
export function listLedger(
  reader: GenerationReader,
  sku: string,
  page: { readonly after?: Place; readonly limit: number },
): Promise<readonly Found<EntryDocument>[]> {
  const sort = { by: 'revision', descending: true };
  return reader.find<EntryDocument>(entriesCollection.name, { ...ofSku(sku), sort, ...page, limit: page.limit + 1 });
}

export function countLedger(reader: GenerationReader, sku: string): Promise<number> {
  return reader.count(entriesCollection.name, ofSku(sku));
}

function ofSku(sku: string) {
  return { where: { sku: { eq: sku } } };
}
