import type { IncomingHttpHeaders } from 'node:http';
import { openingHeader } from '@shop/platform/http/opening-header.ts';

/**
 * Headers of a service's answer that end at the gateway: those of the hop (RFC 9110, 7.6.1), those that tell
 * what software answers, those the gateway itself sends, and what an instance tells the gateway alone.
 */
const dropped = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'ratelimit',
  'ratelimit-policy',
  'server',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-correlation-id',
  'x-powered-by',
  openingHeader,
]);

/** Names and values, alternating: the gateway's own, then the service's. */
export function answerHeaders(own: readonly string[], received: IncomingHttpHeaders): string[] {
  const headers = own.slice();
  for (const name in received) {
    if (dropped.has(name)) continue;
    const value = received[name];
    if (typeof value === 'string') headers.push(name, value);
    else if (value) for (const one of value) headers.push(name, one);
  }
  return headers;
}
