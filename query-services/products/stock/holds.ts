import { idOf, type InventoryEvent } from '@shop/shared-events';
import type { DocumentKey, Documents, KnownDocuments } from '@shop/platform/projecting/read-model.ts';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Recorded } from '../reading/recorded.ts';
import { type Hold, type Movement, movementOf, reservationMoved } from './movement.ts';

/**
 * Open reservations, one small document each: events that close one tell only its id. A map inside the
 * item's document would be written again as a whole with every order.
 */
export const holdsCollection: CollectionSpec = { name: 'holds', fields: {}, indexed: () => ({}) };

/** Key of what belongs to a SKU. A SKU holds no slash, so that keys of two SKUs never meet. */
export function keyUnderSku(sku: string, rest: string): string {
  return `${sku}/${rest}`;
}

/** Reads the reservation an event is about, says what the event moves, and keeps the reservation up to date. */
export async function moveHolds(event: Recorded<InventoryEvent>, documents: Documents): Promise<MovementOfHold | null> {
  const key = holdKey(event);
  const before = key === null ? null : await documents.get<Hold>(holdsCollection.name, key);
  const movement = movementOf(event, before);
  if (!movement) return null;
  if (key !== null && movement.hold) documents.put(holdsCollection.name, key, movement.hold);
  else if (key !== null && before && movement.hold === null) documents.delete(holdsCollection.name, key);
  return { ...movement, before };
}

/** A movement and the reservation as it was before. */
export interface MovementOfHold extends Movement {
  readonly before: Hold | null;
}

/** What the event moves, as far as its reservation is known. */
export function knownMovement(event: Recorded<InventoryEvent>, known: KnownDocuments): Movement | null {
  const key = holdKey(event);
  return movementOf(event, key === null ? null : (known.peek<Hold>(holdsCollection.name, key) ?? null));
}

/** The reservation that {@link moveHolds} will ask for. */
export function holdsAskedFor(event: Recorded<InventoryEvent>): DocumentKey[] {
  const key = holdKey(event);
  return key === null ? [] : [{ collection: holdsCollection.name, key }];
}

function holdKey(event: Recorded<InventoryEvent>): string | null {
  const reservationId = reservationMoved(event);
  return reservationId === null ? null : keyUnderSku(idOf(event.stream), reservationId);
}
