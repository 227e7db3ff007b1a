import type { ServiceOptions } from '../http/service.ts';
import type { Metrics } from './metrics.ts';
import type { Log } from './port.ts';
import { keepsTrace, withRequestSpan } from './tracing.ts';

export interface HttpTelemetryOptions {
  readonly service: string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** What `createService` needs to be seen: a span, a metric and a log line per request. Failures are logged as errors. */
export function httpTelemetry({
  service,
  log,
  metrics,
}: HttpTelemetryOptions): Required<Pick<ServiceOptions, 'metrics' | 'report' | 'traced'>> {
  return {
    metrics: () => metrics.exposition(),
    report({ method, route, params, status, milliseconds, context, error }) {
      metrics.httpRequest({ method, route, status, seconds: milliseconds / 1_000 });
      const level = error === undefined ? 'debug' : 'error';
      if (!log.enabled(level)) return;
      const { correlationId, traceId } = context;
      const seen = { method, route, params, status, milliseconds: Math.round(milliseconds) };
      log[level]('request', { ...seen, correlationId, traceId, error });
    },
    traced({ method, path }, { traceId, traceparent, correlationId }, work) {
      // A read asks no other service and writes no event: nobody within it needs to know a trace that is not kept.
      if (method === 'GET' && !keepsTrace(traceId)) return work();
      const attributes = { 'http.route': path, 'correlation.id': correlationId };
      return withRequestSpan(path, { service, kind: 'server', attributes }, { traceId, traceparent, continued: true }, work);
    },
  };
}
