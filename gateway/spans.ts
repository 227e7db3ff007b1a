import { currentTraceparent, startTracing, withSpan } from '@shop/platform/telemetry/tracing.ts';
import { statusOf } from './access-log.ts';
import type { Exchange } from './exchange.ts';
import { traceContext } from './trace-context.ts';

export interface SpanOptions {
  /** Zipkin's collector, e.g. `http://127.0.0.1:9411/api/v2/spans`. */
  readonly zipkinUrl?: string | undefined;
  /** A collector for OTLP over HTTP, e.g. `http://127.0.0.1:4318/v1/traces`; goes before Zipkin. */
  readonly otlpUrl?: string | undefined;
  /** Which part of all traces is kept, 0 to 1. */
  readonly sampleRatio: number;
}

export interface Spans {
  onStart(exchange: Exchange): void;
  onEnd(exchange: Exchange): void;
  /** Sends what is waiting. */
  shutdown(): Promise<void>;
}

/** A server span per routed request, named by its pattern; the service's own span becomes its child. */
export async function startSpans({ zipkinUrl, otlpUrl, sampleRatio }: SpanOptions): Promise<Spans> {
  const tracing = await startTracing({ service: 'gateway', zipkinUrl, otlpUrl, sampleRatio });
  const open = new WeakMap<Exchange, () => void>();

  const follow = (exchange: Exchange): Promise<void> => {
    const { request, route, correlationId, trace } = exchange;
    const attributes = { 'http.route': route?.path, 'http.method': request.method, 'correlation.id': correlationId };
    const parent = trace.continued ? trace.traceparent : undefined;
    return withSpan(`${request.method} ${route?.path}`, { kind: 'server', parent, attributes }, async (span) => {
      exchange.trace = traceContext(currentTraceparent());
      await new Promise<void>((resolve) => open.set(exchange, resolve));
      span.setAttribute('http.status_code', statusOf(exchange));
    });
  };

  return {
    onStart: (exchange) => void follow(exchange),
    onEnd: (exchange) => open.get(exchange)?.(),
    shutdown: () => tracing.shutdown(),
  };
}
