import { projectionSchema } from '@shop/operations/projections/http.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { Projector } from '@shop/platform/projecting/projector.ts';
import { z } from 'zod';

/** Where operations asks a projector process how far it is. */
export const statusPath = '/internal/projections';

/** The status of every projector of this process, for operations. */
export function statusRoute(projectors: ReadonlyMap<string, Projector>): Route {
  return defineRoute({
    method: 'POST',
    path: statusPath,
    operationId: 'projectorStatuses',
    summary: 'For services alone: how far the projectors of this process are',
    tag: 'internal',
    access: 'internal',
    body: z.strictObject({}),
    responses: { 200: z.strictObject({ projections: z.array(projectionSchema) }) },
    async handle() {
      const projections = await Promise.all([...projectors.values()].map((projector) => projector.status()));
      return { status: 200, body: { projections } };
    },
  });
}
