import type { z } from 'zod';
import type { Principal } from '../auth/principal.ts';
import type { Role } from '../auth/roles.ts';
import type { Cause } from '../command-handling/cause.ts';
import type { ConsistencyToken } from './consistency-token.ts';
import type { RequestContext } from './request-context.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What a handler gets: everything validated, nothing raw. */
export interface RouteRequest<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  /** The query parameters as they were sent, for links. */
  readonly rawQuery: Readonly<Record<string, string>>;
  readonly body: Body;
  /** Null only on routes with `access: 'public'` asked without a token. */
  readonly principal: Principal | null;
  readonly context: RequestContext;
  /** The path as the client wrote it, without the query string. */
  readonly path: string;
  readonly ifMatch: number | 'any' | undefined;
  readonly idempotencyKey: string | undefined;
  /** Seconds of `Prefer: wait=N` (RFC 7240), 0..30; undefined without it. */
  readonly preferWait: number | undefined;
  readonly consistency: readonly ConsistencyToken[];
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /**
   * The cause of the command this request is; its id follows from subject, method, path and Idempotency-Key.
   * Throws 401 without a principal.
   */
  cause(): Cause;
}

export interface RouteResponse {
  readonly status: number;
  /** Sent as JSON; undefined for no body. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** The revision that the representation's ETag begins with (queries); the tag's rest is made from the body. */
  readonly representationOf?: number;
  /** May be kept by shared caches for a short while, if it was asked for without token and Consistency-Token. */
  readonly publiclyCacheable?: boolean;
}

export interface RouteDefinition<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
> {
  readonly method: Method;
  /** Path under the service's base with `:name` parameters, e.g. `/products/:productId`. */
  readonly path: string;
  /** For OpenAPI. */
  readonly operationId: string;
  readonly summary: string;
  readonly tag: string;
  /**
   * Who may ask. `public`: anybody (a token is checked where one is sent). A list: holders of one of the roles;
   * admin is always meant. `internal`: other services only; such a route lies outside `/api/v1` and is not documented.
   */
  readonly access: 'public' | 'internal' | readonly Role[];
  /** A value that does not fit is a 404: such a thing cannot exist. */
  readonly params?: Params;
  /** Without it every query parameter is unknown. */
  readonly query?: Query;
  /** Without it a body is refused where it is not empty (`{}` is accepted). */
  readonly body?: Body;
  /** A body that works on a new shop, with ids and SKUs of its own kind. For OpenAPI. */
  readonly example?: z.input<Body>;
  /** The body may be missing altogether; the handler then gets what the schema makes of `{}`. */
  readonly bodyOptional?: boolean;
  /** Throws (403) where the body holds what this caller may not even send; called before the body is validated. */
  readonly authorizeBody?: (principal: Principal | null, body: unknown) => void;
  /** Schema per status of success. */
  readonly responses: Readonly<Record<number, z.ZodType | null>>;
  /** Codes of the problems a client should know of, with their status, e.g. `{ 'sku-taken': 409 }`. For OpenAPI. */
  readonly problems?: Readonly<Record<string, number>>;
  /** `If-Match` is demanded (428), after existence. For OpenAPI; the aggregate checks it (`ifMatchRequired`). */
  readonly ifMatch?: 'required' | 'optional';
  handle(request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<RouteResponse> | RouteResponse;
}

/** Declares a route; the schemas' types reach the handler. */
export function defineRoute<
  Params extends z.ZodType = z.ZodObject<Record<never, never>>,
  Query extends z.ZodType = z.ZodObject<Record<never, never>>,
  Body extends z.ZodType = z.ZodObject<Record<never, never>>,
>(definition: RouteDefinition<Params, Query, Body>): Route {
  // Handlers are called with what their own schemas parsed; the list of routes need not know the types.
  return definition as unknown as Route;
}

/** A route of any schemas. */
export type Route = RouteDefinition;
