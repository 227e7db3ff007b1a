import type { Attributes, SpanContext } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';

/** A finished span as it is copied from one thread to another: plain values, no functions. */
export type WireSpan = Omit<ReadableSpan, 'spanContext' | 'resource'> & {
  readonly context: SpanContext;
  readonly resource: Attributes;
};

/** What of a span is told. The states that vendors add to contexts are left out: nothing here reads or makes them. */
export function toWire(span: ReadableSpan): WireSpan {
  const { name, kind, startTime, endTime, duration, ended, status, attributes, events } = span;
  const { parentSpanContext, resource, instrumentationScope } = span;
  return {
    ...{ name, kind, startTime, endTime, duration, ended, status, attributes, events },
    context: plain(span.spanContext()),
    ...(parentSpanContext ? { parentSpanContext: plain(parentSpanContext) } : {}),
    links: span.links.map((link) => ({ ...link, context: plain(link.context) })),
    resource: resource.attributes,
    instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** The span again, as exporters take it. */
export function fromWire({ context, resource, ...rest }: WireSpan): ReadableSpan {
  return { ...rest, spanContext: () => context, resource: resourceFromAttributes(resource) };
}

function plain({ traceId, spanId, traceFlags }: SpanContext): SpanContext {
  return { traceId, spanId, traceFlags };
}
