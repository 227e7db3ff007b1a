import {
  currentTraceparent,
  keepsTrace,
  startTracing,
  type TracingOptions,
  withRequestSpan,
} from '@shop/platform/telemetry/tracing.ts';
import { statusOf } from './access-log.ts';
import type { Exchange } from './exchange.ts';
import { type TraceContext, traceContext } from './trace-context.ts';

export type SpanOptions = Omit<TracingOptions, 'service'>;

export interface Spans {
  onStart(exchange: Exchange): void;
  onEnd(exchange: Exchange): void;
  /** Sends what is waiting. */
  shutdown(): Promise<void>;
}

/** A server span per routed request, named by its pattern; the service's own span becomes its child. */
export async function startSpans(options: SpanOptions): Promise<Spans> {
  const tracing = await startTracing({ service: 'gateway', ...options });
  const open = new WeakMap<Exchange, () => void>();

  const follow = (exchange: Exchange): Promise<void> => {
    const { request, route, correlationId, trace } = exchange;
    const attributes = { 'http.route': route?.path, 'http.method': request.method, 'correlation.id': correlationId };
    return withRequestSpan(`${request.method} ${route?.path}`, { kind: 'server', attributes }, trace, async (span) => {
      exchange.trace = traceContext(currentTraceparent());
      await new Promise<void>((resolve) => open.set(exchange, resolve));
      span.setAttribute('http.status_code', statusOf(exchange));
    });
  };

  return {
    onStart(exchange) {
      if (keepsTrace(exchange.trace.traceId)) void follow(exchange);
      else exchange.trace = notSampled(exchange.trace);
    },
    onEnd: (exchange) => open.get(exchange)?.(),
    shutdown: () => tracing.shutdown(),
  };
}

/** A caller's word does not decide whether a trace is kept; the services need not be told it. */
function notSampled(trace: TraceContext): TraceContext {
  return trace.traceparent.endsWith('-00') ? trace : { ...trace, traceparent: `${trace.traceparent.slice(0, -2)}00` };
}
