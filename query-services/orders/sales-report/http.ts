import { z } from 'zod';
import type { Clock } from '@shop/platform/clock/port.ts';
import { isoNow } from '@shop/platform/clock/port.ts';
import { validationProblem } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { OpenModel } from '../reading.ts';
import { dayIn, parseDay } from './days.ts';
import { salesReport } from './query.ts';
import { reportKinds, salesReportSchema } from './view.ts';

const dayParameter = z.iso.date('must be a day as YYYY-MM-DD').transform(parseDay);
const querySchema = z.strictObject({
  from: dayParameter.optional(),
  to: dayParameter.optional(),
  by: z.enum(reportKinds).default('day'),
});
const defaultDays = 30;

/** GET /reports/sales: without bounds the thirty days up to today, in the shop's time zone. */
export function salesReportRoute(deps: {
  readonly openReport: OpenModel;
  readonly clock: Clock;
  readonly currency: string;
  readonly timeZone: string;
}): Route {
  const { openReport, clock, currency } = deps;
  const dayOf = dayIn(deps.timeZone);
  return defineRoute({
    method: 'GET',
    path: '/reports/sales',
    operationId: 'getSalesReport',
    summary: 'Sales by day, country or product',
    tag: 'reports',
    access: ['catalog-manager'],
    query: querySchema,
    responses: { 200: salesReportSchema },
    problems: { 'read-model-lagging': 503 },
    async handle(request) {
      const { by, to = dayOf(isoNow(clock)), from = to - defaultDays + 1 } = request.query;
      if (from > to) throw validationProblem([{ parameter: 'to', detail: 'must not be before from' }]);
      const reader = await openReport(request.consistency);
      return { status: 200, body: await salesReport(reader, { from, to, by, currency }) };
    },
  });
}
