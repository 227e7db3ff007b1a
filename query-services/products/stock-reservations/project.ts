import { idOf, type InventoryEvent, type RecordedEvent } from '@shop/shared-events';
import type { DocumentKey, Documents, ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Recorded } from '../reading/recorded.ts';
import { keyUnderSku } from '../stock/holds.ts';
import { itemsCollection, type Reservation, type ReservationDocument, reservationsCollection } from './view.ts';

const collection = reservationsCollection.name;

/** Open reservations of each SKU. */
export const stockReservations: ReadModel = {
  name: 'stock-reservations',
  version: 1,
  categories: ['inventory'],
  collections: [reservationsCollection as CollectionSpec, itemsCollection],
  prefetch,
  async apply(recorded, documents) {
    const event = recorded as Recorded<InventoryEvent>;
    const sku = idOf(event.stream);
    switch (event.type) {
      case 'StockItemRegistered':
        return documents.put(itemsCollection.name, sku, { sku });
      case 'StockReserved': {
        const { reservationId, orderId, quantity, expiresAt } = event.data;
        const reservation: Reservation = { reservationId, orderId, quantity, status: 'held', expiresAt };
        const document: ReservationDocument = { sku, revision: event.revision, reservation };
        return documents.put(collection, keyUnderSku(sku, reservationId), document);
      }
      case 'StockReservationConfirmed':
        return change(sku, event.data.reservationId, documents, () => ({ status: 'confirmed', expiresAt: null }));
      case 'StockDeducted':
        return change(sku, event.data.reservationId, documents, ({ quantity }) => ({ quantity: quantity - event.data.quantity }));
      case 'StockReservationReleased':
      case 'StockReservationExpired':
        return documents.delete(collection, keyUnderSku(sku, event.data.reservationId));
      default:
    }
  },
};

async function change(
  sku: string,
  reservationId: string,
  documents: Documents,
  changes: (reservation: Reservation) => Partial<Reservation>,
): Promise<void> {
  const key = keyUnderSku(sku, reservationId);
  const before = await documents.get<ReservationDocument>(collection, key);
  if (!before) return;
  const reservation = { ...before.reservation, ...changes(before.reservation) };
  if (reservation.quantity > 0) documents.put(collection, key, { ...before, reservation });
  else documents.delete(collection, key);
}

function prefetch(recorded: RecordedEvent): DocumentKey[] {
  const event = recorded as Recorded<InventoryEvent>;
  if (event.type !== 'StockReservationConfirmed' && event.type !== 'StockDeducted') return [];
  return [{ collection, key: keyUnderSku(idOf(event.stream), event.data.reservationId) }];
}
