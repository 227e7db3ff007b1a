import type { OrderEvent } from '@shop/shared-events';

/** The data of one of the order's events. */
export type DataOf<Type extends OrderEvent['type']> = Extract<OrderEvent, { type: Type }>['data'];
