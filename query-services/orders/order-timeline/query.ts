import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import type { OrderAccess } from '../viewer.ts';
import { eventKey, type TimelineEvent, timelineEvents, type TimelineOrder, timelineOrders } from './view.ts';

/** Whose order it is and which events it has; null where there is none. */
export function readTimelineOrder(reader: GenerationReader, orderId: string): Promise<TimelineOrder | null> {
  return reader.get<TimelineOrder>(timelineOrders.name, orderId);
}

/** Revisions of the events somebody sees, in order: all, or for fulfilment those that do not tell of money. */
export function visibleRevisions({ events, moneyAt }: TimelineOrder, access: OrderAccess): readonly number[] {
  const all = Array.from({ length: events }, (_, revision) => revision);
  if (access === 'full') return all;
  const hidden = new Set(moneyAt);
  return all.filter((revision) => !hidden.has(revision));
}

/** The events of an order with the revisions behind a place, at most `limit`, in their order. */
export async function readTimeline(
  reader: GenerationReader,
  query: {
    readonly orderId: string;
    readonly revisions: readonly number[];
    readonly after?: Place | undefined;
    readonly limit: number;
  },
): Promise<readonly Found<TimelineEvent>[]> {
  const { orderId, revisions, after, limit } = query;
  const last = Number(after?.value ?? -1);
  const wanted = revisions.filter((revision) => revision > last).slice(0, limit);
  const keys = wanted.map((revision) => eventKey(orderId, revision));
  const events = await reader.getMany<TimelineEvent>(timelineEvents.name, keys);
  return keys.flatMap((key) => {
    const document = events.get(key);
    return document ? [{ key, document, place: { value: document.revision, key } }] : [];
  });
}
