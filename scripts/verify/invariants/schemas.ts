import {
  categoryOf,
  claimEvents,
  customerEvents,
  discountCodeEvents,
  eventCatalogue,
  eventRelayEvents,
  fulfilmentProcessEvents,
  idempotencyKeyEvents,
  idOf,
  inventoryEvents,
  metadataSchema,
  operationEvents,
  orderEvents,
  parseEvent,
  paymentEvents,
  processRunnerEvents,
  productEvents,
  type RecordedEvent,
} from '@shop/shared-events';
import type { Tell } from '../core/report.ts';
import type { Told } from '../core/told.ts';

export const schemas = { number: 'schema', title: 'every event fits its schema and stands in a stream of its own kind and id' };

type Definitions = readonly { readonly type: string }[];
const typesOf: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  (
    [
      ['product', productEvents],
      ['sku', claimEvents.filter(({ type }) => type.startsWith('Sku'))],
      ['slug', claimEvents.filter(({ type }) => type.startsWith('Slug'))],
      ['inventory', inventoryEvents],
      ['order', orderEvents],
      ['payment', paymentEvents],
      ['discountCode', discountCodeEvents],
      ['fulfilmentProcess', fulfilmentProcessEvents],
      ['processRunner', processRunnerEvents],
      ['eventRelay', eventRelayEvents],
      ['customer', customerEvents],
      ['operation', operationEvents],
      ['idempotencyKey', idempotencyKeyEvents],
    ] satisfies readonly (readonly [string, Definitions])[]
  ).map(([category, definitions]) => [category, new Set(definitions.map(({ type }) => type))]),
);

/** The event with its data in today's shape; null, and the reason told, where it does not fit. */
export function toldOrNull(event: RecordedEvent, tell: Tell): Told | null {
  const { stream, revision, type, metadata } = event;
  const wrong = (what: string): null => {
    tell(stream, revision, what);
    return null;
  };
  const types = typesOf.get(categoryOf(stream));
  if (!types) return wrong('a stream of no known category');
  if (!types.has(type)) return wrong(`${type} does not belong into such a stream`);
  if (!metadataSchema.safeParse(metadata).success) return wrong(`the metadata of ${type} does not fit its schema`);
  try {
    const told = { ...event, data: parseEvent(eventCatalogue, type, metadata.version, event.data) } as Told;
    const named = idInside(told);
    if (named !== null && named !== idOf(stream)) return wrong(`${type} names ${named}`);
    return told;
  } catch (error) {
    return wrong(`${type} v${metadata.version}: ${firstLineOf(error)}`);
  }
}

/** What an event says its stream is about; null where it does not say. */
function idInside({ type, data }: Told): string | null {
  switch (type) {
    case 'ProductCreated':
      return data.productId;
    case 'SkuClaimed':
    case 'SkuReleased':
    case 'StockItemRegistered':
      return data.sku;
    case 'SlugClaimed':
    case 'SlugReleased':
      return data.slug;
    case 'OrderCreated':
    case 'OrderPlaced':
    case 'FulfilmentProcessStarted':
      return data.orderId;
    case 'PaymentAuthorizationRequested':
      return data.paymentId;
    case 'DiscountCodeCreated':
      return data.code;
    case 'CustomerErasureRequested':
    case 'CustomerErased':
      return data.customerId;
    case 'ProjectionReplayRequested':
    case 'ParkedStreamRetryRequested':
    case 'ParkedStreamDiscarded':
      return data.operationId;
    default:
      return null;
  }
}

function firstLineOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replaceAll(/\s+/g, ' ').slice(0, 200);
}
