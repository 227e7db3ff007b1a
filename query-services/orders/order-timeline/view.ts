import { z } from 'zod';
import { actorSchema, type Actor } from '@shop/shared-events';
import { listSchema } from '@shop/platform/http/answers.ts';
import { collection } from '../collection.ts';
import type { OpenedOrderEvent } from '../order-events.ts';

export const timelineEntrySchema = z.strictObject({
  at: z.string(),
  type: z.string(),
  revision: z.int(),
  actor: actorSchema,
  correlationId: z.string(),
  summary: z.string(),
});
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;
export const timelineSchema = listSchema(timelineEntrySchema);

/** Whose order it is, what became of it, and which events there are: all that a page of them needs to be found by key. */
export type TimelineOrder = {
  readonly customerId: string;
  readonly onceConfirmed: boolean;
  readonly erased: boolean;
  /** How many events there are; their revisions are dense. */
  readonly events: number;
  /** Revisions of the events that hold an address. */
  readonly addressedAt: readonly number[];
  /** Revisions of the events that tell of money: discounts, payments, refunds. */
  readonly moneyAt: readonly number[];
};

/** One event of an order. `event` is kept in its current version so that the order can be folded as of any moment. */
export type TimelineEvent = {
  readonly revision: number;
  readonly at: string;
  readonly actor: Actor;
  readonly correlationId: string;
  readonly event: OpenedOrderEvent;
};

export const timelineOrders = collection<TimelineOrder>({
  name: 'orders',
  fields: { customerId: 'keyword' },
  indexed: ({ customerId }) => ({ customerId }),
});
/** Without a field to be found by: there are as many of them as events in the log. */
export const timelineEvents = collection<TimelineEvent>({ name: 'events', fields: {}, indexed: () => ({}) });

export function eventKey(orderId: string, revision: number): string {
  return `${orderId}@${revision}`;
}
