import { z } from 'zod';
import { uuidSchema } from '@shop/shared-events';
import type { Principal } from '@shop/platform/auth/principal.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { instantParameter, wholeNumber } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';
import type { Charges } from '../draft-totals.ts';
import { type Moment, orderAsOf } from '../order-timeline/as-of.ts';
import { readTimelineOrder } from '../order-timeline/query.ts';
import type { OpenModel } from '../reading.ts';
import { accessTo, viewerOf } from '../viewer.ts';
import { fulfilmentView, orderView, readOrder } from './query.ts';
import { orderViewSchema } from './view.ts';

const paramsSchema = z.strictObject({ orderId: uuidSchema });
const momentSchema = z.union(
  [wholeNumber.transform((revision): Moment => ({ revision })), instantParameter.transform((time): Moment => ({ time }))],
  'must be a revision or an ISO 8601 time',
);
const querySchema = z.strictObject({ asOf: momentSchema.optional() });

/** GET /orders/{orderId}: as it is, or as it was at a revision or time. */
export function orderDetailRoute(deps: {
  readonly openDetail: OpenModel;
  readonly openTimeline: OpenModel;
  readonly charges: Charges;
}): Route {
  return defineRoute({
    method: 'GET',
    path: '/orders/:orderId',
    operationId: 'getOrder',
    summary: 'An order, as it is or as of a revision or time',
    tag: 'orders',
    access: ['customer', 'warehouse', 'support'],
    params: paramsSchema,
    query: querySchema,
    responses: { 200: orderViewSchema },
    problems: { 'not-found': 404, 'read-model-lagging': 503 },
    async handle(request) {
      const { asOf } = request.query;
      const { orderId } = request.params;
      const viewer = viewerOf(request);
      const stored =
        asOf === undefined
          ? await readOrder(await deps.openDetail(request.consistency), orderId)
          : await readAsOf(await deps.openTimeline(request.consistency), orderId, asOf, viewer);
      if (!stored) throw notFound('order');
      const { customerId, axes, revision } = stored.order;
      const access = accessTo(viewer, { customerId, onceConfirmed: axes.onceConfirmed });
      if (!access) throw notFound('order');
      const view = orderView(stored, deps.charges);
      return { status: 200, body: access === 'full' ? view : fulfilmentView(view), representationOf: revision };
    },
  });
}

/** Looks whose order it is before anything is folded, so that how long it takes tells nothing of others' orders. */
async function readAsOf(reader: GenerationReader, orderId: string, moment: Moment, viewer: Principal) {
  const order = await readTimelineOrder(reader, orderId);
  return order && accessTo(viewer, order) ? orderAsOf(reader, orderId, order, moment) : null;
}
