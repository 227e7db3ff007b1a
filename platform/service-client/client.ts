import type { ServiceTokenSource } from '../auth/service-token.ts';
import type { Discovery } from '../discovery/port.ts';
import type { Log } from '../telemetry/port.ts';
import { currentTraceparent, withSpan } from '../telemetry/tracing.ts';
import { Upstream } from '../upstreams/upstream.ts';
import { Call } from './call.ts';
import type { CallReport, ServiceClient } from './port.ts';

export interface ServiceClientOptions {
  readonly discovery: Discovery;
  /** Our own tokens; the services called must take them for a service's. */
  readonly tokens: ServiceTokenSource;
  readonly log: Log;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** How long a call may take, a second attempt included; 10,000 by default: less than clients of the gateway wait. */
  readonly timeoutMs?: number;
  /** Calls under way at one instance; more are not made; 256 by default. */
  readonly maxPending?: number;
  /** Largest answer, bytes; 4 MiB by default. */
  readonly maxAnswerBytes?: number;
  /** Called at the end of every call. */
  readonly observe?: (report: CallReport) => void;
}

/** A client on HTTP that balances over the instances `discovery` knows; see {@link Upstream} for how it tells which work. */
export function createServiceClient(options: ServiceClientOptions): ServiceClient {
  const { discovery, tokens, log, now, timeoutMs = 10_000, maxPending = 256, maxAnswerBytes = 4 * 1_048_576, observe } = options;
  const upstreams = new Map<string, Upstream>();
  let closed = false;

  function upstreamOf(service: string): Upstream {
    if (closed) throw new Error('the service client is closed');
    const known = upstreams.get(service) ?? new Upstream(service, discovery, { maxPending, log, now });
    upstreams.set(service, known);
    return known;
  }

  return {
    call(service, path, body, { correlationId, traceparent, affinity } = {}) {
      const attributes = { 'peer.service': service, 'http.route': path, 'correlation.id': correlationId };
      const parent = currentTraceparent() === undefined ? traceparent : undefined;
      return withSpan(`POST ${path}`, { kind: 'client', attributes, parent }, async () => {
        const trace = currentTraceparent() ?? traceparent;
        const headers = ['content-type', 'application/json', 'accept', 'application/json'];
        if (correlationId !== undefined) headers.push('x-correlation-id', correlationId);
        if (trace !== undefined) headers.push('traceparent', trace);
        const call = new Call(upstreamOf(service), tokens, now, {
          ...{ path, headers, affinity, timeoutMs },
          body: JSON.stringify(body),
          maxBytes: maxAnswerBytes,
        });
        const startedAt = now();
        try {
          return await call.answer();
        } finally {
          const { status, attempts } = call;
          observe?.({ service, path, status, attempts, milliseconds: now() - startedAt });
        }
      });
    },
    async close() {
      closed = true;
      await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
    },
  };
}
