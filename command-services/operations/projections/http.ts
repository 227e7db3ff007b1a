import type { OperationEvent } from '@shop/shared-events';
import type { Aggregate } from '@shop/platform/command-handling/aggregate.ts';
import { acceptedOrThrow, commandAnswer, commandAnswerSchema, listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { notFound, Problem } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import { ReplayRunningError } from '@shop/platform/projecting/replay.ts';
import { z } from 'zod';
import type { OperationCommand, OperationState } from '../operation/operation.ts';
import type { Replays } from './replays.ts';

/** How far one projection is, as people and services are told. */
export const projectionSchema = z.strictObject({
  name: z.string(),
  generation: z.int().nullable(),
  status: z.enum(['building', 'live', 'fenced', 'unavailable', 'rewound']),
  position: z.string().nullable(),
  head: z.string().nullable(),
  lagEvents: z.int().nullable(),
  lagSeconds: z.number().nullable(),
  eventsPerSecond: z.number(),
});

export interface ProjectionRoutesOptions {
  /** Names of all projections, and what is known of one. */
  readonly projections: ReadonlyMap<string, () => Promise<ProjectorStatus>>;
  readonly replays: Replays;
  readonly operations: Aggregate<OperationState, OperationCommand, OperationEvent>;
}

/** How far the projections are, and rebuilding them. */
export function projectionRoutes({ projections, replays, operations }: ProjectionRoutesOptions): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/operations/projections',
      operationId: 'listProjections',
      summary: 'Every projection with its generation, position and lag',
      tag: 'operations',
      access: ['admin'],
      query: z.strictObject(listParameters),
      responses: { 200: listSchema(projectionSchema) },
      async handle(request) {
        const { limit, cursor, total } = request.query;
        const after = cursor === undefined ? '' : decodeCursor(cursor, {}).key;
        const names = [...projections.keys()].toSorted().filter((name) => name > after);
        const statuses = await Promise.all(names.slice(0, limit + 1).map((name) => projections.get(name)?.()));
        return listAnswer({
          request,
          limit,
          filter: {},
          found: statuses.flatMap((status) =>
            status ? [{ key: status.name, document: { status }, place: { value: status.name, key: status.name } }] : [],
          ),
          item: ({ document }) => ({ ...document.status }),
          total: total ? projections.size : undefined,
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/operations/projections/:name/replay',
      operationId: 'replayProjection',
      summary: 'Rebuilds a projection into a new generation while the old one answers',
      tag: 'operations',
      access: ['admin'],
      params: z.strictObject({ name: z.string().regex(/^[a-z][a-z-]{0,62}$/) }),
      responses: { 202: commandAnswerSchema },
      problems: { 'not-found': 404, 'replay-running': 409 },
      async handle(request) {
        const { name } = request.params;
        if (!projections.has(name)) throw notFound('projection');
        const cause = request.cause();
        const operationId = derivedId('operation', cause.commandId);
        // A repeated request finds its own operation and starts nothing.
        if ((await operations.load(operationId)).revision < 0) await start(replays, operationId, name, cause);
        const outcome = acceptedOrThrow(
          await operations.execute(operationId, { type: 'Begin', operationId, projection: name }, cause),
        );
        return commandAnswer(outcome, {
          status: 202,
          id: operationId,
          category: 'operation',
          state: outcome.state.status,
          location: '/api/v1/operations/projections',
        });
      },
    }),
  ];
}

async function start(replays: Replays, operationId: string, name: string, cause: Parameters<Replays['start']>[2]): Promise<void> {
  try {
    await replays.start(operationId, name, cause);
  } catch (error) {
    if (error instanceof ReplayRunningError) throw new Problem(409, 'replay-running', `A replay of ${name} is running.`);
    throw error;
  }
}
