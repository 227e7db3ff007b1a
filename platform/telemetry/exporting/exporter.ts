import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';

/** Where spans go. */
export interface SpanDestination {
  readonly protocol: 'zipkin' | 'otlp';
  readonly url: string;
}

/** Speaks the destination's protocol; the other one is not loaded. */
export async function exporterTo({ protocol, url }: SpanDestination): Promise<SpanExporter> {
  if (protocol === 'zipkin') return new (await import('@opentelemetry/exporter-zipkin')).ZipkinExporter({ url });
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return underOwnServices(new OTLPTraceExporter({ url }));
}

/** OTLP knows a span's service by its resource alone: spans that name a service of their own get one that says so. */
function underOwnServices(exporter: SpanExporter): SpanExporter {
  const resources = new Map<string, Resource>();
  const resourceOf = (service: string): Resource => {
    const known = resources.get(service) ?? resourceFromAttributes({ 'service.name': service });
    resources.set(service, known);
    return known;
  };
  const own = (span: ReadableSpan): ReadableSpan => {
    const service = span.attributes['service.name'];
    return typeof service === 'string' ? { ...span, resource: resourceOf(service) } : span;
  };
  return {
    export: (spans, done) => exporter.export(spans.map(own), done),
    shutdown: () => exporter.shutdown(),
  };
}
