import type { EventMetadata } from '@shop/shared-events';
import { derivedId } from '../ids/derived.ts';

/**
 * The id of an event: it follows from the command's id, from the body the command came with under an idempotency key,
 * and from the event's place among the command's events (the first is 0). So the same append made again is recognised,
 * and two bodies under one key, decided in two processes at once, are not one append.
 */
export function eventIdOf({ commandId, idempotency }: Pick<EventMetadata, 'commandId' | 'idempotency'>, place: number): string {
  return derivedId(commandId, ...(idempotency ? [idempotency.bodyHash] : []), String(place));
}
