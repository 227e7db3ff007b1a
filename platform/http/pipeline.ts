import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { bearerToken } from '../auth/bearer.ts';
import type { Principal } from '../auth/principal.ts';
import { InvalidTokenError, IssuerUnavailableError, type TokenVerifier } from '../auth/verify-token.ts';
import type { Ids } from '../ids/port.ts';
import { parseConsistencyTokens } from './consistency-token.ts';
import { parseIfMatch } from './etag.ts';
import { forbidden, notFound, Problem, unavailable } from './problem.ts';
import { parseQueryString } from './query-parameters.ts';
import { readJsonBody } from './read-body.ts';
import { causeOf, type RequestContext } from './request-context.ts';
import type { Route, RouteRequest } from './route.ts';
import { validateBody, validateQuery } from './validate.ts';

const nothingSchema = z.strictObject({});
const mostKeyLength = 255;
const longestWait = 30;

/**
 * Makes a handler's request of an HTTP request. What is wrong answers in the order of http-api.md: token 401,
 * role 403, size 413, media type 415, JSON syntax 400, key and headers 400, validation 422.
 */
export async function admit(
  route: Route,
  http: IncomingMessage,
  rawParams: Readonly<Record<string, string | undefined>>,
  context: RequestContext,
  verifier: TokenVerifier,
  ids: Ids,
): Promise<RouteRequest<unknown, unknown, unknown>> {
  const principal = await authenticate(route, http, verifier);
  authorize(route, principal);
  const { path, search } = splitUrl(http);
  const rawBody = route.method === 'GET' ? undefined : await readJsonBody(http);
  route.authorizeBody?.(principal, rawBody);
  const idempotencyKey = keyOf(route, http);
  const ifMatch = parseIfMatch(single(http, 'if-match'));
  const consistency = parseConsistencyTokens(single(http, 'consistency-token'));
  const params = paramsOf(route, rawParams);
  const rawQuery = parseQueryString(search);
  const query = validateQuery(route.query ?? nothingSchema, rawQuery);
  const body = bodyOf(route, rawBody);
  const gone = new AbortController();
  http.once('close', () => {
    if (!http.complete) gone.abort();
  });
  return {
    params,
    query,
    rawQuery,
    body,
    principal,
    context,
    path,
    ifMatch,
    idempotencyKey,
    preferWait: preferWaitOf(http),
    consistency,
    signal: gone.signal,
    cause() {
      if (!principal) throw unauthorized('This request needs a token.');
      return causeOf({ context, principal, method: route.method, path, idempotencyKey, body: rawBody }, ids);
    },
  };
}

async function authenticate(route: Route, http: IncomingMessage, verifier: TokenVerifier): Promise<Principal | null> {
  try {
    const token = bearerToken(http.headers.authorization);
    if (token !== null) return await verifier.verify(token);
  } catch (error) {
    if (error instanceof InvalidTokenError) throw unauthorized(error.message, 'invalid_token');
    if (error instanceof IssuerUnavailableError)
      throw unavailable('issuer-unavailable', 'Tokens cannot be checked right now.', 2);
    throw error;
  }
  if (route.access === 'public') return null;
  throw unauthorized('This request needs a token.');
}

/** RFC 6750, 3: the challenge says what is wrong only where a token was sent. */
function unauthorized(detail: string, code?: string): Problem {
  return new Problem(401, 'unauthorized', detail, {
    headers: { 'WWW-Authenticate': code ? `Bearer realm="shop", error="${code}"` : 'Bearer realm="shop"' },
  });
}

function authorize(route: Route, principal: Principal | null): void {
  if (route.access === 'public') return;
  const held = principal?.roles ?? [];
  const wanted = route.access === 'internal' ? (['service'] as const) : [...route.access, 'admin' as const];
  if (!wanted.some((role) => held.includes(role))) throw forbidden();
}

function splitUrl(http: IncomingMessage): { path: string; search: string } {
  const url = http.url ?? '/';
  const mark = url.indexOf('?');
  return mark < 0 ? { path: url, search: '' } : { path: url.slice(0, mark), search: url.slice(mark + 1) };
}

function single(http: IncomingMessage, name: string): string | undefined {
  const value = http.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function keyOf(route: Route, http: IncomingMessage): string | undefined {
  if (route.method === 'GET' || route.access === 'internal') return undefined;
  const key = single(http, 'idempotency-key');
  if (key === undefined) {
    if (route.method !== 'POST') return undefined;
    throw new Problem(400, 'idempotency-key-missing', 'This request needs an Idempotency-Key header.');
  }
  if (key.length === 0 || key.length > mostKeyLength || !/^[\x20-\x7e]+$/.test(key)) {
    throw new Problem(
      400,
      'idempotency-key-malformed',
      `Idempotency-Key must be 1 to ${mostKeyLength} printable ASCII characters.`,
    );
  }
  return key;
}

function paramsOf(route: Route, raw: Readonly<Record<string, string | undefined>>): unknown {
  const result = (route.params ?? nothingSchema).safeParse({ ...raw });
  if (!result.success) throw notFound();
  return result.data;
}

function bodyOf(route: Route, raw: unknown): unknown {
  if (route.method === 'GET') return {};
  if (!route.body) return validateBody(nothingSchema, raw ?? {});
  return validateBody(route.body, raw === undefined && route.bodyOptional ? {} : raw);
}

function preferWaitOf(http: IncomingMessage): number | undefined {
  const match = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(single(http, 'prefer') ?? '');
  return match ? Math.min(Number(match[1]), longestWait) : undefined;
}
