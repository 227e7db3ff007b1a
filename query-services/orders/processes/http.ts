import { z } from 'zod';
import type { Clock } from '@shop/platform/clock/port.ts';
import { listAnswer } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { flag, listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { OpenModel } from '../reading.ts';
import { findProcesses, processFilter, processView } from './query.ts';
import { processes, processListSchema } from './view.ts';

const querySchema = z.strictObject({ ...listParameters, stuck: flag.optional() });

/** GET /operations/processes: what waits for what, and where a person has to look. */
export function processesRoute(deps: { readonly openProcesses: OpenModel; readonly clock: Clock }): Route {
  return defineRoute({
    method: 'GET',
    path: '/operations/processes',
    operationId: 'listProcesses',
    summary: 'Fulfilment processes that run, the nearest deadline first',
    tag: 'operations',
    access: ['admin'],
    query: querySchema,
    responses: { 200: processListSchema },
    problems: { 'read-model-lagging': 503 },
    async handle(request) {
      const { limit, cursor, total, stuck } = request.query;
      const where = processFilter(stuck);
      const after = cursor === undefined ? undefined : decodeCursor(cursor, where);
      const reader = await deps.openProcesses(request.consistency);
      const now = deps.clock.now();
      return listAnswer({
        ...{ request, limit, filter: where, found: await findProcesses(reader, { where, after, limit: limit + 1 }) },
        item: ({ document }) => processView(document, now),
        total: total ? await reader.count(processes.name, { where }) : undefined,
      });
    },
  });
}
