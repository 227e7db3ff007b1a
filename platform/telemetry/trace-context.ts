import { type Context, context, isSpanContextValid, ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import { leftOutBy } from './context-manager.ts';

/** W3C Trace Context, `traceparent` (https://www.w3.org/TR/trace-context/#traceparent-header). */
const form = /^([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** What a `traceparent` tells; null where it is malformed. */
export function parseTraceparent(traceparent: string | undefined): SpanContext | null {
  const [, version, traceId, spanId, flags, rest] = form.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1, isRemote: true };
}

/** The `traceparent` of a span. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-0${traceFlags & 1}`;
}

/** A context whose spans continue the trace; the root context where `traceparent` is missing or malformed. */
export function contextFrom(traceparent: string | undefined): Context {
  const parent = parseTraceparent(traceparent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
}

/** The `traceparent` of the span under way, sampled or not; undefined where there is none or tracing is off. */
export function currentTraceparent(): string | undefined {
  const by = leftOutBy();
  if (by) return `00-${by.traceId}-${by.spanId}-00`;
  const current = trace.getSpanContext(context.active());
  return current && isSpanContextValid(current) ? formatTraceparent(current) : undefined;
}

/** The ids of the span under way, as fields of a log line. */
export function currentSpanIds(): { readonly traceId?: string; readonly spanId?: string } {
  const by = leftOutBy();
  if (by) return { traceId: by.traceId, spanId: by.spanId };
  const current = trace.getSpanContext(context.active());
  return current && isSpanContextValid(current) ? { traceId: current.traceId, spanId: current.spanId } : {};
}
