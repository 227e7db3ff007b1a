import { z } from 'zod';
import { instantSchema } from '@shop/shared-events';
import type { Principal } from '@shop/platform/auth/principal.ts';
import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import { listAnswer } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { forbidden } from '@shop/platform/http/problem.ts';
import { instantParameter, listParameters, wholeNumber } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { Charges } from '../draft-totals.ts';
import { fulfilmentStatuses, orderStatuses, paymentStatuses, returnStatuses } from '../order-axes.ts';
import type { OpenModel } from '../reading.ts';
import { fulfils, type OrderAccess, owns, seesAll, viewerOf } from '../viewer.ts';
import { findOrders, fulfilmentListedView, listedView, orderConditions, orderSorts } from './query.ts';
import { listName, orderListSchema } from './view.ts';

const dayMs = 86_400_000;
/** An instant, or a whole day (UTC) up to its last millisecond. */
const untilParameter = z.union(
  [instantSchema.transform((text) => Date.parse(text)), z.iso.date().transform((day) => Date.parse(day) + dayMs - 1)],
  'must be an ISO 8601 date or time',
);
const querySchema = z.strictObject({
  ...listParameters,
  status: z.enum(orderStatuses).optional(),
  payment: z.enum(paymentStatuses).optional(),
  fulfilment: z.enum(fulfilmentStatuses).optional(),
  return: z.enum(returnStatuses).optional(),
  customerId: z.string().min(1).max(200).optional(),
  placedFrom: instantParameter.optional(),
  placedTo: untilParameter.optional(),
  minTotal: wholeNumber.optional(),
  maxTotal: wholeNumber.optional(),
  sort: z.enum(orderSorts).default('-placedAt'),
});
type ListQuery = z.output<typeof querySchema>;

/** GET /orders: a customer's own orders; for staff all, for the warehouse those that were confirmed. */
export function orderListRoute(deps: { readonly openList: OpenModel; readonly charges: Charges }): Route {
  return defineRoute({
    method: 'GET',
    path: '/orders',
    operationId: 'listOrders',
    summary: 'Orders: the own ones, for staff all',
    tag: 'orders',
    access: ['customer', 'warehouse', 'support'],
    query: querySchema,
    responses: { 200: orderListSchema },
    problems: { forbidden: 403, 'read-model-lagging': 503 },
    async handle(request) {
      const { limit, cursor, total, sort, ...asked } = request.query;
      const scope = scopeOf(viewerOf(request), request.query);
      const where = orderConditions({ ...asked, ...scope.filter });
      const filter = { where, sort };
      const after = cursor === undefined ? undefined : decodeCursor(cursor, filter);
      const reader = await deps.openList(request.consistency);
      const found = await findOrders(reader, { where, sort, after, limit: limit + 1 });
      return listAnswer({
        ...{ request, limit, filter, found },
        item: ({ document }) => (scope.access === 'full' ? listedView(document, deps.charges) : fulfilmentListedView(document)),
        total: total ? await reader.count(listName, { where }) : undefined,
      });
    },
  });
}

interface Scope {
  readonly access: OrderAccess;
  readonly filter: { readonly customerId?: string; readonly onceConfirmed?: boolean };
}

/** Whose orders somebody sees, and how much of them. Throws 403 for what they may not ask for. */
function scopeOf(viewer: Principal, query: ListQuery): Scope {
  if (seesAll(viewer)) return { access: 'full', filter: {} };
  if (fulfils(viewer) && !(query.customerId !== undefined && owns(viewer, query.customerId))) {
    refuseMoney(query);
    return { access: 'fulfilment', filter: { onceConfirmed: true } };
  }
  if (!hasAnyRole(viewer, 'customer') || (query.customerId ?? viewer.sub) !== viewer.sub) {
    throw forbidden('Customers see their own orders only.');
  }
  return { access: 'full', filter: { customerId: viewer.sub } };
}

/** Narrowing or sorting by what one may not see would tell it. */
function refuseMoney({ payment, minTotal, maxTotal, sort }: ListQuery): void {
  const asked = payment !== undefined || minTotal !== undefined || maxTotal !== undefined || sort.endsWith('total');
  if (asked) throw forbidden('The fulfilment view knows neither totals nor payment.');
}
