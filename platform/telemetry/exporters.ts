import { ExportResultCode } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { request } from 'undici';

const timeoutMs = 5_000;

/** Where spans go. */
export interface SpanDestination {
  readonly protocol: 'zipkin' | 'otlp';
  readonly url: string;
}

type Done = Parameters<SpanExporter['export']>[1];
type Send = (spans: readonly unknown[], done: Done) => void;

/**
 * The same exporter on another transport than its own, which is node:http. Once a process has made a request with that,
 * its own server answers a fifth fewer: the two share code that V8 then no longer inlines
 * (docs/decisions/spans-are-sent-without-node-http.md).
 */
function sendingBy(send: Send, exporter: SpanExporter): SpanExporter {
  if (typeof (exporter as { _send?: unknown })._send !== 'function') throw new TypeError('this exporter has no _send');
  return Object.assign(exporter, { _send: send });
}

/** Sends spans as JSON; whether they were kept is told, never thrown. */
function postJson(url: string): Send {
  const headers = { 'content-type': 'application/json' };
  const post = async (spans: readonly unknown[]): Promise<Parameters<Done>[0]> => {
    const timeouts = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs };
    const { statusCode, body } = await request(url, { method: 'POST', headers, body: JSON.stringify(spans), ...timeouts });
    await body.dump();
    if (statusCode < 400) return { code: ExportResultCode.SUCCESS };
    return { code: ExportResultCode.FAILED, error: new Error(`the collector answered ${statusCode}`) };
  };
  return (spans, done) => void post(spans).then(done, (error: Error) => done({ code: ExportResultCode.FAILED, error }));
}

/** Speaks the destination's protocol; the other one is not loaded. */
export async function exporterTo({ protocol, url }: SpanDestination): Promise<SpanExporter> {
  if (protocol === 'zipkin')
    return sendingBy(postJson(url), new (await import('@opentelemetry/exporter-zipkin')).ZipkinExporter({ url }));
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
    if (typeof service !== 'string') return span;
    return Object.create(span, { resource: { value: resourceOf(service) } }) as ReadableSpan;
  };
  return {
    export: (spans, done) => exporter.export(spans.map(own), done),
    shutdown: () => exporter.shutdown(),
    ...(exporter.forceFlush ? { forceFlush: () => exporter.forceFlush?.() ?? Promise.resolve() } : {}),
  };
}
