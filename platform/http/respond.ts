import type { IncomingMessage, ServerResponse } from 'node:http';
import { matchesIfNoneMatch, representationTag } from './etag.ts';
import { type Problem, problemDocument } from './problem.ts';
import type { RequestContext } from './request-context.ts';
import type { RouteResponse } from './route.ts';

const publicCaching = 'public, max-age=30, stale-while-revalidate=60';

/** Sends a handler's answer: JSON, ETag, 304 where If-None-Match names it, caching rules. */
export function send(http: IncomingMessage, response: ServerResponse, answer: RouteResponse, context: RequestContext): void {
  common(response, context);
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  caching(http, response, answer);
  if (answer.body === undefined) {
    response.statusCode = answer.status;
    response.end();
    return;
  }
  const body = JSON.stringify(answer.body);
  if (answer.representationOf !== undefined) {
    const tag = representationTag(answer.representationOf, body);
    response.setHeader('ETag', tag);
    if (matchesIfNoneMatch(http.headers['if-none-match'], tag)) {
      response.statusCode = 304;
      response.end();
      return;
    }
  }
  response.statusCode = answer.status;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** Answers repeat what people wrote: no browser may take one for a page. */
function common(response: ServerResponse, context: RequestContext): void {
  response.setHeader('X-Correlation-Id', context.correlationId);
  response.setHeader('X-Content-Type-Options', 'nosniff');
}

function caching(http: IncomingMessage, response: ServerResponse, answer: RouteResponse): void {
  if (!answer.publiclyCacheable) {
    response.setHeader('Cache-Control', 'private, no-store');
    return;
  }
  const anonymous = http.headers.authorization === undefined && http.headers['consistency-token'] === undefined;
  response.setHeader('Cache-Control', anonymous ? publicCaching : 'private, no-store');
  response.setHeader('Vary', 'Authorization, Consistency-Token');
}

/** Sends a problem document. */
export function sendProblem(http: IncomingMessage, response: ServerResponse, problem: Problem, context: RequestContext): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const instance = (http.url ?? '/').split('?', 1)[0] ?? '/';
  const body = JSON.stringify(
    problemDocument(problem, { instance, traceId: context.traceId, correlationId: context.correlationId }),
  );
  response.statusCode = problem.status;
  for (const [name, value] of Object.entries(problem.headers)) response.setHeader(name, value);
  common(response, context);
  response.setHeader('Cache-Control', 'private, no-store');
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Content-Length', Buffer.byteLength(body));
  // What is left of the body is not read: the connection cannot be used again.
  if (!http.complete && http.method !== 'GET' && http.method !== 'HEAD') response.setHeader('Connection', 'close');
  response.end(body);
}
