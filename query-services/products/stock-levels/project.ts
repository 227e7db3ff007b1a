import { idOf, type InventoryEvent } from '@shop/shared-events';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Recorded } from '../reading/recorded.ts';
import { availableOf, noStock, shortfallOf } from '../stock/availability.ts';
import { holdsAskedFor, holdsCollection, moveHolds } from '../stock/holds.ts';
import { moved } from '../stock/movement.ts';
import { levelsCollection, type StockLevel } from './view.ts';

/** What is there, reserved and free of each SKU. */
export const stockLevels: ReadModel = {
  name: 'stock-levels',
  version: 1,
  categories: ['inventory'],
  collections: [levelsCollection as CollectionSpec, holdsCollection],
  prefetch: (event) => [
    { collection: levelsCollection.name, key: idOf(event.stream) },
    ...holdsAskedFor(event as Recorded<InventoryEvent>),
  ],
  async apply(event, documents) {
    const sku = idOf(event.stream);
    const before = await documents.get<StockLevel>(levelsCollection.name, sku);
    const movement = await moveHolds(event as Recorded<InventoryEvent>, documents);
    const figures = movement ? moved(before ?? noStock, movement) : (before ?? noStock);
    const { onHand, reserved, lowStockThreshold } = figures;
    const level: StockLevel = {
      sku,
      revision: event.revision,
      onHand,
      reserved,
      available: availableOf(figures),
      shortfall: shortfallOf(figures),
      lowStockThreshold,
    };
    documents.put(levelsCollection.name, sku, level);
  },
};
