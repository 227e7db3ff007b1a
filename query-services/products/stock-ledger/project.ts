import { idOf, type InventoryEvent } from '@shop/shared-events';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Recorded } from '../reading/recorded.ts';
import { noStock, type StockFigures } from '../stock/availability.ts';
import { holdsAskedFor, holdsCollection, keyUnderSku, moveHolds } from '../stock/holds.ts';
import { type Hold, moved } from '../stock/movement.ts';
import { balancesCollection, entriesCollection, type EntryDocument } from './view.ts';

/** Every movement of stock and reservations, with the sums after it. */
export const stockLedger: ReadModel = {
  name: 'stock-ledger',
  version: 1,
  categories: ['inventory'],
  collections: [entriesCollection as CollectionSpec, balancesCollection, holdsCollection],
  prefetch: (event) => [
    { collection: balancesCollection.name, key: idOf(event.stream) },
    ...holdsAskedFor(event as Recorded<InventoryEvent>),
  ],
  async apply(recorded, documents) {
    const event = recorded as Recorded<InventoryEvent>;
    const movement = await moveHolds(event, documents);
    if (!movement || event.type === 'LowStockThresholdSet') return;
    const sku = idOf(event.stream);
    const balance = moved((await documents.get<StockFigures>(balancesCollection.name, sku)) ?? noStock, movement);
    documents.put(balancesCollection.name, sku, { ...balance });
    const entry: EntryDocument = {
      sku,
      revision: event.revision,
      entry: {
        at: event.metadata.decidedAt,
        type: event.type,
        change: movement.onHand,
        onHandAfter: balance.onHand,
        reservedAfter: balance.reserved,
        reference: referenceOf(event, movement.before),
        reason: reasonOf(event),
        actor: event.metadata.actor,
      },
    };
    documents.put(entriesCollection.name, keyUnderSku(sku, String(event.revision)), entry);
  },
};

function referenceOf(event: InventoryEvent, hold: Hold | null): string | null {
  switch (event.type) {
    case 'StockReceived':
      return event.data.reference;
    case 'StockReserved':
      return event.data.orderId;
    case 'StockReservationReleased':
    case 'StockReservationExpired':
      return hold?.orderId ?? null;
    case 'StockDeducted':
      return event.data.fulfilmentId;
    case 'StockRestocked':
      return event.data.returnId;
    default:
      return null;
  }
}

function reasonOf(event: InventoryEvent): string | null {
  switch (event.type) {
    case 'StockAdjusted':
    case 'StockReservationReleased':
      return event.data.reason;
    case 'StockRestocked':
      return event.data.disposition === 'damaged' ? 'damaged' : null;
    default:
      return null;
  }
}
