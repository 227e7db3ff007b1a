import { eventCatalogue, type EventMetadata, type NewEvent } from '@shop/shared-events';
import { derivedId } from '../ids/derived.ts';
import type { Cause } from './cause.ts';

/**
 * Makes storable events of what a decider returned. Data that does not fit its own schema is a fault of
 * ours: it throws and nothing is appended. Ids follow from the command's id, the body it came with under an idempotency
 * key, and the event's place in it: two bodies under one key, decided in two processes at once, are not one append.
 */
export function encodeEvents(events: readonly { type: string; data: unknown }[], cause: Cause, decidedAt: string): NewEvent[] {
  const body = cause.idempotency ? [cause.idempotency.bodyHash] : [];
  return events.map((event, index) => {
    const definition = eventCatalogue.get(event.type);
    if (!definition) throw new Error(`event type ${event.type} is not in the catalogue`);
    return {
      id: derivedId(cause.commandId, ...body, String(index)),
      type: event.type,
      data: definition.schema.parse(event.data),
      metadata: metadataOf(cause, definition.version, decidedAt),
    };
  });
}

function metadataOf(cause: Cause, version: number, decidedAt: string): EventMetadata {
  return {
    version,
    decidedAt,
    commandId: cause.commandId,
    $correlationId: cause.correlationId,
    $causationId: cause.causationId,
    actor: cause.actor,
    ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }),
    ...(cause.onBehalfOf === undefined ? {} : { onBehalfOf: cause.onBehalfOf }),
    ...(cause.idempotency === undefined ? {} : { idempotency: cause.idempotency }),
  };
}
