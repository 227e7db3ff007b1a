import { z } from 'zod';
import { listAnswer } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { OpenModel } from '../reading.ts';
import { findQueue, queuedView, queueFilter } from './query.ts';
import { fulfilmentQueueSchema, queuedOrders } from './view.ts';

const querySchema = z.strictObject(listParameters);

/** GET /fulfilment-queue: what the warehouse has to ship, the longest waiting first. */
export function fulfilmentQueueRoute(deps: { readonly openQueue: OpenModel }): Route {
  return defineRoute({
    method: 'GET',
    path: '/fulfilment-queue',
    operationId: 'getFulfilmentQueue',
    summary: 'Confirmed orders with lines still to ship, the longest waiting first',
    tag: 'orders',
    access: ['warehouse'],
    query: querySchema,
    responses: { 200: fulfilmentQueueSchema },
    problems: { 'read-model-lagging': 503 },
    async handle(request) {
      const { limit, cursor, total } = request.query;
      const after = cursor === undefined ? undefined : decodeCursor(cursor, queueFilter);
      const reader = await deps.openQueue(request.consistency);
      const { found, lines } = await findQueue(reader, { after, limit: limit + 1 });
      return listAnswer({
        ...{ request, limit, filter: queueFilter, found },
        item: ({ key, document }) => queuedView(document, lines.get(key)),
        total: total ? await reader.count(queuedOrders.name, { where: queueFilter }) : undefined,
      });
    },
  });
}
