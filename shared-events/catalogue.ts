import { customerEvents } from './customer/events.ts';
import { discountCodeEvents } from './discount-code/events.ts';
import type { EventDefinition } from './event-definition.ts';
import { eventRelayEvents } from './event-relay/events.ts';
import { fulfilmentProcessEvents, processRunnerEvents } from './fulfilment-process/events.ts';
import { idempotencyKeyEvents } from './idempotency-key/events.ts';
import { inventoryEvents } from './inventory/events.ts';
import { operationEvents } from './operation/events.ts';
import { orderEvents } from './order/events.ts';
import { paymentEvents } from './payment/events.ts';
import { claimEvents, productEvents } from './product/events.ts';

/** Every event type of the shop by its name. */
export const eventCatalogue: ReadonlyMap<string, EventDefinition> = catalogueOf([
  ...productEvents,
  ...claimEvents,
  ...inventoryEvents,
  ...orderEvents,
  ...paymentEvents,
  ...discountCodeEvents,
  ...fulfilmentProcessEvents,
  ...processRunnerEvents,
  ...eventRelayEvents,
  ...customerEvents,
  ...operationEvents,
  ...idempotencyKeyEvents,
]);

/** Indexes definitions by type; throws where two share a name. */
export function catalogueOf(definitions: readonly EventDefinition[]): ReadonlyMap<string, EventDefinition> {
  const byType = new Map<string, EventDefinition>();
  for (const definition of definitions) {
    if (byType.has(definition.type)) throw new Error(`event type ${definition.type} is defined twice`);
    byType.set(definition.type, definition);
  }
  return byType;
}
