import type { OperationEvent } from '@shop/shared-events';
import type { Aggregate } from '@shop/platform/command-handling/aggregate.ts';
import { acceptedOrThrow, commandAnswer, commandAnswerSchema, listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { ParkedStreams } from '@shop/platform/projecting/parked.ts';
import { ReadModelNotReadyError } from '@shop/platform/projecting/queries.ts';
import type { ParkedStream } from '@shop/platform/read-store/port.ts';
import { z } from 'zod';
import type { OperationCommand, OperationState } from '../operation/operation.ts';

const parkedSchema = z.strictObject({
  projection: z.string(),
  stream: z.string(),
  revision: z.int(),
  error: z.string(),
  attempts: z.int(),
  parkedAt: z.string(),
  discardedAt: z.string().nullable(),
});

interface Parked extends ParkedStream {
  readonly projection: string;
}

export interface ParkedRoutesOptions {
  readonly parked: ReadonlyMap<string, ParkedStreams>;
  readonly operations: Aggregate<OperationState, OperationCommand, OperationEvent>;
}

/** Streams that wait because an event of theirs could not be applied, and what can be done about them. */
export function parkedRoutes({ parked, operations }: ParkedRoutesOptions): readonly Route[] {
  const params = z.strictObject({ streamId: z.string().regex(/^[A-Za-z]+-[A-Za-z0-9._-]{1,200}$/) });

  const act = (what: 'retry' | 'discard', type: 'RetryParked' | 'DiscardParked', summary: string): Route =>
    defineRoute({
      method: 'POST',
      path: `/operations/parked-streams/:streamId/${what}`,
      operationId: `${what}ParkedStream`,
      summary,
      tag: 'operations',
      access: ['admin'],
      params,
      responses: { 202: commandAnswerSchema },
      problems: { 'not-found': 404 },
      async handle(request) {
        const stream = request.params.streamId;
        const cause = request.cause();
        const operationId = derivedId('operation', cause.commandId);
        const projections = (await all(parked)).filter((each) => each.stream === stream).map(({ projection }) => projection);
        if (projections.length === 0 && (await operations.load(operationId)).revision < 0) throw notFound('parked stream');
        // Noted first: what somebody did is in the log even where it is cut short.
        const outcome = acceptedOrThrow(await operations.execute(operationId, { type, operationId, stream, projections }, cause));
        if (!outcome.replayed) for (const projection of projections) await parked.get(projection)?.[what](stream);
        return commandAnswer(outcome, {
          status: 202,
          id: operationId,
          category: 'operation',
          state: outcome.state.status,
          location: '/api/v1/operations/parked-streams',
        });
      },
    });

  return [
    defineRoute({
      method: 'GET',
      path: '/operations/parked-streams',
      operationId: 'listParkedStreams',
      summary: 'Streams that a projection could not go on with',
      tag: 'operations',
      access: ['admin'],
      query: z.strictObject(listParameters),
      responses: { 200: listSchema(parkedSchema) },
      async handle(request) {
        const { limit, cursor, total } = request.query;
        const after = cursor === undefined ? '' : decodeCursor(cursor, {}).key;
        const streams = await all(parked);
        const found = streams.map((document) => ({
          key: keyOf(document),
          document,
          place: { value: null, key: keyOf(document) },
        }));
        return listAnswer({
          request,
          limit,
          filter: {},
          found: found.filter(({ key }) => key > after).toSorted((a, b) => (a.key < b.key ? -1 : 1)),
          item: ({ document }) => ({ ...document, discardedAt: document.discardedAt ?? null }),
          total: total ? streams.length : undefined,
        });
      },
    }),
    act('retry', 'RetryParked', 'Applies a parked stream again, from the log'),
    act('discard', 'DiscardParked', 'Gives a parked stream up: its later events are passed over'),
  ];
}

function keyOf({ projection, stream }: Parked): string {
  return `${projection} ${stream}`;
}

async function all(parked: ReadonlyMap<string, ParkedStreams>): Promise<Parked[]> {
  const lists = await Promise.all(
    [...parked].map(async ([projection, streams]) => {
      try {
        return (await streams.list()).map((stream) => ({ ...stream, projection }));
      } catch (error) {
        if (error instanceof ReadModelNotReadyError) return [];
        throw error;
      }
    }),
  );
  return lists.flat();
}
