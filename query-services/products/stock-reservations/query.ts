import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { itemsCollection, type ReservationDocument, reservationsCollection } from './view.ts';

/** Whether the SKU is registered. */
export async function isStocked(reader: GenerationReader, sku: string): Promise<boolean> {
  return (await reader.get(itemsCollection.name, sku)) !== null;
}

/** One page of a SKU's open reservations, oldest first; one more than `limit`, if there are more. */
export function listReservations(
  reader: GenerationReader,
  sku: string,
  page: { readonly after?: Place; readonly limit: number },
): Promise<readonly Found<ReservationDocument>[]> {
  const sort = { by: 'revision' };
  return reader.find<ReservationDocument>(reservationsCollection.name, { ...ofSku(sku), sort, ...page, limit: page.limit + 1 });
}

export function countReservations(reader: GenerationReader, sku: string): Promise<number> {
  return reader.count(reservationsCollection.name, ofSku(sku));
}

function ofSku(sku: string) {
  return { where: { sku: { eq: sku } } };
}
