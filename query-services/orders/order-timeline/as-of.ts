import { streamName } from '@shop/shared-events';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import { rememberErased } from '../erased-customers.ts';
import { memoryDocuments } from '../memory-documents.ts';
import { applyOrderFact, orderDetailModel } from '../order-detail/project.ts';
import { readOrder, type StoredOrder } from '../order-detail/query.ts';
import type { OrderFact } from '../order-events.ts';
import { readTimeline, visibleRevisions } from './query.ts';
import type { TimelineEvent, TimelineOrder } from './view.ts';

/** A revision, or a time in epoch milliseconds. */
export type Moment = { readonly revision: number } | { readonly time: number };

const eventsPerRead = 200;

/**
 * The order as its events up to a moment made it: order-detail's own fold over the timeline, so that as of the
 * last event it is what order-detail shows. Null where there was no such order then. What was erased stays so.
 */
export async function orderAsOf(
  reader: GenerationReader,
  orderId: string,
  order: TimelineOrder,
  moment: Moment,
): Promise<StoredOrder | null> {
  const documents = memoryDocuments(orderDetailModel);
  if (order.erased) rememberErased(order.customerId, documents);
  for await (const entry of eventsUpTo(reader, orderId, order, moment)) {
    await applyOrderFact(factOf(orderId, entry), documents);
  }
  return readOrder(documents, orderId);
}

async function* eventsUpTo(
  reader: GenerationReader,
  orderId: string,
  order: TimelineOrder,
  moment: Moment,
): AsyncIterable<TimelineEvent> {
  const all = visibleRevisions(order, 'full');
  const revisions = 'revision' in moment ? all.slice(0, moment.revision + 1) : all;
  for (let from = 0; from < revisions.length; from += eventsPerRead) {
    const page = await readTimeline(reader, { orderId, revisions: revisions.slice(from), limit: eventsPerRead });
    for (const { document } of page) {
      if ('time' in moment && Date.parse(document.at) > moment.time) return;
      yield document;
    }
  }
}

function factOf(orderId: string, { revision, at, actor, correlationId, event }: TimelineEvent): OrderFact {
  return {
    ...event,
    ...{ stream: streamName('order', orderId), revision, recordedAt: at },
    metadata: { actor, $correlationId: correlationId },
  };
}
