import { Problem, unavailable } from '@shop/platform/http/problem.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { Exchange, Step } from '../exchange.ts';
import { clientAddress } from '../rate-limit/client-address.ts';
import type { RateClass, RateDecision, RateLimiter } from '../rate-limit/port.ts';

/** A limiter with the numbers it is told by. */
export interface Quota {
  readonly limiter: RateLimiter;
  readonly burst: number;
  readonly perSecond: number;
}

export interface LimitRateOptions {
  readonly quotas: Readonly<Record<RateClass, Quota>>;
  readonly trustedProxies: number;
  readonly log: Log;
}

/**
 * Counts the request against its caller's quota (the token's subject, else the address), and tells the quota
 * on every answer (draft-ietf-httpapi-ratelimit-headers); 429 with `Retry-After` when it is used up. Where
 * the limiter itself fails, reads go through uncounted and writes are refused with 503: a broken limiter
 * neither opens the door to a flood of commands nor takes the shop's pages away.
 */
export function limitRate({ quotas, trustedProxies, log }: LimitRateOptions): Step {
  const policies = { read: policyOf('read', quotas.read), write: policyOf('write', quotas.write) };
  return (request, _response, next) => {
    const { exchange } = request;
    const kind: RateClass = exchange.isRead ? 'read' : 'write';
    let decision: RateDecision;
    try {
      decision = quotas[kind].limiter.take(callerOf(exchange, trustedProxies));
    } catch (error) {
      log.error('the rate limiter failed', { error, correlationId: exchange.correlationId });
      if (kind === 'read') return next();
      throw unavailable('limiter-unavailable', 'Commands cannot be taken right now.');
    }
    exchange.answerHeaders.push('RateLimit-Policy', policies[kind]);
    exchange.answerHeaders.push('RateLimit', `"${kind}";r=${decision.remaining};t=${decision.resetSeconds}`);
    if (!decision.allowed) {
      throw new Problem(429, 'rate-limited', 'Too many requests; slow down.', {
        headers: { 'Retry-After': String(decision.retryAfterSeconds) },
      });
    }
    next();
  };
}

function policyOf(kind: RateClass, { burst, perSecond }: Quota): string {
  return `"${kind}";q=${burst};w=${Math.ceil(burst / perSecond)}`;
}

/** Subjects and addresses are told apart by their prefix, so that neither can be counted as the other. */
function callerOf({ principal, request, headers }: Exchange, trustedProxies: number): string {
  if (principal) return `s:${principal.sub}`;
  return `a:${clientAddress(request.socket.remoteAddress, headers.values.get('x-forwarded-for'), trustedProxies)}`;
}
