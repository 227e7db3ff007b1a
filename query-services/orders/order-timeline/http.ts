import { z } from 'zod';
import { uuidSchema } from '@shop/shared-events';
import { listAnswer } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { MoneyText } from '../money-text.ts';
import type { OpenModel } from '../reading.ts';
import { accessTo, viewerOf } from '../viewer.ts';
import { readTimeline, readTimelineOrder, visibleRevisions } from './query.ts';
import { summaryOf } from './summary.ts';
import { type TimelineEntry, type TimelineEvent, timelineSchema } from './view.ts';

const paramsSchema = z.strictObject({ orderId: uuidSchema });
const querySchema = z.strictObject(listParameters);

/** GET /orders/{orderId}/timeline: what happened, oldest first. */
export function orderTimelineRoute(deps: { readonly openTimeline: OpenModel; readonly text: MoneyText }): Route {
  return defineRoute({
    method: 'GET',
    path: '/orders/:orderId/timeline',
    operationId: 'getOrderTimeline',
    summary: 'What happened to an order, oldest first',
    tag: 'orders',
    access: ['customer', 'warehouse', 'support'],
    params: paramsSchema,
    query: querySchema,
    responses: { 200: timelineSchema },
    problems: { 'not-found': 404, 'read-model-lagging': 503 },
    async handle(request) {
      const { orderId } = request.params;
      const { limit, cursor, total } = request.query;
      const reader = await deps.openTimeline(request.consistency);
      const order = await readTimelineOrder(reader, orderId);
      const access = order && accessTo(viewerOf(request), order);
      if (!access) throw notFound('order');
      const filter = { orderId, access };
      const revisions = visibleRevisions(order, access);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, filter);
      return listAnswer({
        ...{ request, limit, filter },
        found: await readTimeline(reader, { orderId, revisions, after, limit: limit + 1 }),
        item: ({ document }) => entryView(document, access === 'full' ? deps.text : null),
        total: total ? revisions.length : undefined,
      });
    },
  });
}

function entryView({ at, event, revision, actor, correlationId }: TimelineEvent, text: MoneyText | null): TimelineEntry {
  return { at, type: event.type, revision, actor, correlationId, summary: summaryOf(event, text) };
}
