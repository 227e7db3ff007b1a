import type { ServiceOptions } from '../http/service.ts';
import type { Metrics } from './metrics.ts';
import type { Log } from './port.ts';
import { withRequestSpan } from './tracing.ts';

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
    traced: (route, { traceId, traceparent, correlationId }, work) =>
      withRequestSpan(
        route,
        { service, kind: 'server', attributes: { 'http.route': route, 'correlation.id': correlationId } },
        { traceId, traceparent, continued: true },
        work,
      ),
  };
}
