import type { Exchange, Step } from '../exchange.ts';
import type { RouteFinder } from '../routes.ts';

const exposed =
  'Consistency-Token, ETag, Idempotent-Replayed, Link, Location, Preference-Applied, RateLimit, RateLimit-Policy, Retry-After, X-Correlation-Id';
const accepted =
  'Authorization, Consistency-Token, Content-Type, Idempotency-Key, If-Match, If-None-Match, Prefer, X-Correlation-Id, traceparent';

/**
 * Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol) from the origins listed. Without
 * origins, which is the default, OPTIONS is a method like any other that a resource does not know.
 */
export function cors(origins: readonly string[], find: RouteFinder): Step {
  const allowed = new Set(origins);
  return (request, _response, next) => {
    const { exchange } = request;
    const origin = allowed.size === 0 ? undefined : exchange.headers.values.get('origin');
    if (origin === undefined || !allowed.has(origin)) return next();
    exchange.answerHeaders.push('Access-Control-Allow-Origin', origin, 'Vary', 'Origin');
    exchange.answerHeaders.push('Access-Control-Expose-Headers', exposed);
    if (!isPreflight(exchange) || !preflight(exchange, find)) next();
  };
}

function isPreflight({ request, headers }: Exchange): boolean {
  return request.method === 'OPTIONS' && headers.values.has('access-control-request-method');
}

function preflight(exchange: Exchange, find: RouteFinder): boolean {
  const route = find(exchange.target.path);
  if (route === null) return false;
  const answer = ['Access-Control-Allow-Methods', route.allow, 'Access-Control-Allow-Headers', accepted];
  exchange.response.writeHead(204, [...exchange.answerHeaders, ...answer, 'Access-Control-Max-Age', '600']).end();
  return true;
}
