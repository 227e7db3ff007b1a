import { eventCatalogue, type EventMetadata, type NewEvent } from '@shop/shared-events';
import type { Cause } from './cause.ts';
import { eventIdOf } from './event-id.ts';

/**
 * Makes storable events of what a decider returned. Data that does not fit its own schema is a fault of
 * ours: it throws and nothing is appended. Ids are as {@link eventIdOf} makes them.
 */
export function encodeEvents(events: readonly { type: string; data: unknown }[], cause: Cause, decidedAt: string): NewEvent[] {
  return events.map((event, index) => {
    const definition = eventCatalogue.get(event.type);
    if (!definition) throw new Error(`event type ${event.type} is not in the catalogue`);
    return {
      id: eventIdOf(cause, index),
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
