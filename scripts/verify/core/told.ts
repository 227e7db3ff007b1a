import type {
  ClaimEvent,
  CustomerEvent,
  DiscountCodeEvent,
  EventRelayEvent,
  FulfilmentProcessEvent,
  IdempotencyKeyEvent,
  InventoryEvent,
  OperationEvent,
  OrderEvent,
  PaymentEvent,
  ProcessRunnerEvent,
  ProductEvent,
  RecordedEvent,
} from '@shop/shared-events';

export type ShopEvent =
  | ProductEvent
  | ClaimEvent
  | InventoryEvent
  | OrderEvent
  | PaymentEvent
  | DiscountCodeEvent
  | FulfilmentProcessEvent
  | ProcessRunnerEvent
  | CustomerEvent
  | OperationEvent
  | EventRelayEvent
  | IdempotencyKeyEvent;

/** An event whose data is known to fit today's schema of its type. */
export type Told<E extends ShopEvent = ShopEvent> = E & Omit<RecordedEvent, 'type' | 'data'>;

/** The data of one type of event. */
export type DataOf<T extends ShopEvent['type']> = Extract<ShopEvent, { type: T }>['data'];
