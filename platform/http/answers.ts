import { streamName, type Category } from '@shop/shared-events';
import { z } from 'zod';
import type { Outcome } from '../command-handling/aggregate.ts';
import { formatConsistencyToken } from './consistency-token.ts';
import { encodeCursor } from './cursor.ts';
import { revisionTag } from './etag.ts';
import { refusalProblem } from './refusal-problem.ts';
import type { RouteResponse } from './route.ts';
import type { Place } from '../read-store/port.ts';

/** The body of every command's answer. */
export const commandAnswerSchema = z.strictObject({
  id: z.string().describe('the id of the thing'),
  revision: z.int().min(0).describe("the revision of the thing's stream"),
  status: z.string().describe('the status of the thing'),
});

export interface CommandAnswer {
  /** 201 made, 200 done, 202 a process has to finish it. */
  readonly status: 200 | 201 | 202;
  readonly id: string;
  readonly category: Category;
  /** Id of the aggregate, where the thing is a part of one; `id` by default. */
  readonly aggregateId?: string;
  /** Status of the thing after the command. */
  readonly state: string;
  /** Path under which the thing (or its order or product) is read; with 201 and 202. */
  readonly location?: string;
}

type Accepted<S, E> = Extract<Outcome<S, E>, { accepted: true }>;

/** Narrows an outcome to an accepted one; a refusal is thrown as its problem. */
export function acceptedOrThrow<S, E>(outcome: Outcome<S, E>): Accepted<S, E> {
  if (!outcome.accepted) throw refusalProblem(outcome.refusal);
  return outcome;
}

/** The answer to a command that was accepted: body, ETag, Consistency-Token, Location, Retry-After, Idempotent-Replayed. */
export function commandAnswer<S, E>(outcome: Accepted<S, E>, answer: CommandAnswer): RouteResponse {
  const stream = streamName(answer.category, answer.aggregateId ?? answer.id);
  return {
    status: answer.status,
    body: { id: answer.id, revision: outcome.revision, status: answer.state },
    headers: {
      ETag: revisionTag(outcome.revision),
      'Consistency-Token': formatConsistencyToken(stream, outcome.revision),
      ...(answer.location === undefined ? {} : { Location: answer.location }),
      ...(answer.status === 202 ? { 'Retry-After': '1' } : {}),
      ...(outcome.replayed ? { 'Idempotent-Replayed': 'true' } : {}),
    },
  };
}

/** The schema of a list of these items. */
export function listSchema<S extends z.ZodType>(item: S) {
  return z.strictObject({
    items: z.array(item),
    page: z.strictObject({ nextCursor: z.string().nullable(), hasMore: z.boolean(), total: z.int().optional() }),
  });
}

/** An item of a list and its place in the order. */
export interface Listed<D> {
  readonly key: string;
  readonly document: D;
  readonly place: Place;
}

/**
 * One page of a list. `found` holds up to `limit + 1` items: the one too many tells that there are more.
 * `filter` is everything the cursor is bound to: filters and sort order, not `limit`, `cursor` or `total`.
 */
export function listAnswer<D, I>(options: {
  readonly request: { readonly path: string; readonly rawQuery: Readonly<Record<string, string>> };
  readonly limit: number;
  readonly filter: unknown;
  readonly found: readonly Listed<D>[];
  readonly item: (found: Listed<D>) => I;
  readonly total?: number | undefined;
  /** Members beside `items` and `page`, e.g. facets. */
  readonly more?: Readonly<Record<string, unknown>>;
}): RouteResponse {
  const shown = options.found.slice(0, options.limit);
  const hasMore = options.found.length > shown.length;
  const last = shown.at(-1);
  const nextCursor = hasMore && last ? encodeCursor(last.place, options.filter) : null;
  return {
    status: 200,
    body: {
      items: shown.map(options.item),
      page: { nextCursor, hasMore, ...(options.total === undefined ? {} : { total: options.total }) },
      ...options.more,
    },
    ...(nextCursor ? { headers: { Link: `<${nextPage(options.request, nextCursor)}>; rel="next"` } } : {}),
  };
}

function nextPage(request: { path: string; rawQuery: Readonly<Record<string, string>> }, cursor: string): string {
  return `${request.path}?${new URLSearchParams({ ...request.rawQuery, cursor })}`;
}
