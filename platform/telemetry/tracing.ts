import {
  type Attributes,
  context as contextApi,
  type Context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Tracer,
} from '@opentelemetry/api';
import { randomHex } from '../ids/random-hex.ts';
import { asyncContextManager, LeftOut, leftOutBy, runLeftOut } from './context-manager.ts';
import type { Log } from './port.ts';
import type { ClosableProvider } from './provider.ts';
import { isSecretName, redactText } from './redact.ts';
import { contextFrom, formatTraceparent, parseTraceparent } from './trace-context.ts';

export { contextFrom, currentTraceparent } from './trace-context.ts';

export interface TracingOptions {
  /** The name spans are shown under, unless they name a service of their own. */
  readonly service: string;
  /** Zipkin's address for spans, e.g. `http://zipkin:9411/api/v2/spans`; without one of the two nothing is traced. */
  readonly zipkinUrl?: string | undefined;
  /** A collector's address for OTLP over HTTP, e.g. `http://collector:4318/v1/traces`; goes before Zipkin's. */
  readonly otlpUrl?: string | undefined;
  /** Which part of all traces is kept, 0 to 1; the same traces in every process that has the same ratio. */
  readonly sampleRatio: number;
  /** Told once when spans begin to be lost, and once when they are taken again. */
  readonly log?: Pick<Log, 'warn'> | undefined;
}

export interface Tracing {
  /** Sends what is waiting, for two seconds at most, and stops. Never rejects: traces may be lost. */
  shutdown(): Promise<void>;
}

export interface SpanOptions {
  /** The service the span is shown under, where one process holds several. */
  readonly service?: string | undefined;
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer' | undefined;
  /** Values of secret or personal fields are masked. Ids are welcome here, other than in metrics. */
  readonly attributes?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /** `traceparent` of the span that caused this one; the span under way where it is left out. */
  readonly parent?: string | undefined;
  /** `traceparent`s of spans this one has to do with but is no part of: a replay and what wrote the events. */
  readonly links?: readonly string[] | undefined;
}

/** What the work in a span may tell of itself. */
export interface ActiveSpan {
  setAttribute(name: string, value: string | number | boolean): void;
}

const kinds = { server: SpanKind.SERVER, client: SpanKind.CLIENT, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER };
const nothingToTell: ActiveSpan = { setAttribute: () => undefined };
const off: Tracing = { shutdown: () => Promise.resolve() };

let tracer: Tracer | null = null;
let provider: ClosableProvider | null = null;

/**
 * Starts tracing for the whole process. Without an address it does nothing, loads nothing, and {@link withSpan}
 * costs a comparison. Throws where tracing is on already.
 */
export async function startTracing({ service, zipkinUrl, otlpUrl, sampleRatio, log }: TracingOptions): Promise<Tracing> {
  const url = otlpUrl ?? zipkinUrl;
  if (url === undefined) return off;
  if (tracer) throw new Error('tracing is on already');
  const { spanProvider } = await import('./provider.ts');
  const begun = spanProvider({ service, sampleRatio, log, to: { protocol: otlpUrl === undefined ? 'zipkin' : 'otlp', url } });
  contextApi.setGlobalContextManager(asyncContextManager());
  trace.setGlobalTracerProvider(begun);
  tracer = trace.getTracer('shop');
  provider = begun;
  return {
    async shutdown() {
      [tracer, provider] = [null, null];
      await begun.close();
      trace.disable();
      contextApi.disable();
    },
  };
}

/**
 * Runs `fn` in a span, which ends with it; a failure marks the span with the error's name (its message may hold
 * what is private). Whatever is done within, awaits included, has the span as its parent.
 */
export function withSpan<T>(name: string, options: SpanOptions, fn: (span: ActiveSpan) => Promise<T>): Promise<T> {
  if (!tracer) return fn(nothingToTell);
  const { parent: traceparent } = options;
  if (traceparent === undefined && leftOutBy()) return fn(nothingToTell);
  const origin = originOf(traceparent);
  if (origin instanceof LeftOut) return runLeftOut(origin, () => fn(nothingToTell));
  return inSpan(start(tracer, name, options, origin), origin, fn);
}

/** The trace of a request, as its headers tell it or as it was drawn for it. */
export interface RequestTrace {
  readonly traceId: string;
  /** Well formed. */
  readonly traceparent: string;
  /** The caller began the trace; false where it begins here. */
  readonly continued: boolean;
}

/** {@link withSpan} for what a process is asked for: nearly nothing is done for a request of which nothing is kept. */
export function withRequestSpan<T>(
  name: string,
  options: Omit<SpanOptions, 'parent' | 'links'>,
  { traceId, traceparent, continued }: RequestTrace,
  fn: (span: ActiveSpan) => Promise<T>,
): Promise<T> {
  if (!tracer || !provider) return fn(nothingToTell);
  const spanId = traceparent.slice(36, 52);
  if (!provider.keeps(traceId)) return runLeftOut(new LeftOut(traceId, spanId), () => fn(nothingToTell));
  let parent = ROOT_CONTEXT;
  if (continued) {
    parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true });
  } else provider.beginWith(traceId);
  return inSpan(start(tracer, name, options, parent), parent, fn);
}

/** Whether spans are made of the trace of that id. */
export function keepsTrace(traceId: string): boolean {
  return provider?.keeps(traceId) ?? false;
}

async function inSpan<T>(span: Span, parent: Context, fn: (span: ActiveSpan) => Promise<T>): Promise<T> {
  try {
    return await contextApi.with(trace.setSpan(parent, span), () => fn(telling(span)));
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/**
 * What a span is to be made below; where nothing of the trace is kept no span is made of it either, and what is done
 * within has the caller's ids. Where the span would begin a trace, that trace's id is drawn, and judged, before anything
 * is made of it.
 */
function originOf(traceparent: string | undefined): Context | LeftOut {
  const context = traceparent === undefined ? contextApi.active() : ROOT_CONTEXT;
  const known = traceparent === undefined ? trace.getSpanContext(context) : parseTraceparent(traceparent);
  if (known) {
    if (known.isRemote ? !provider?.keeps(known.traceId) : (known.traceFlags & TraceFlags.SAMPLED) === 0) {
      return new LeftOut(known.traceId, known.spanId);
    }
    return traceparent === undefined ? context : trace.setSpanContext(ROOT_CONTEXT, known);
  }
  const drawn = randomHex(16);
  if (!provider?.keeps(drawn)) return new LeftOut(drawn, randomHex(8));
  provider.beginWith(drawn);
  return context;
}

/**
 * Runs `fn` once, and shows it in as many traces as it is done for: a span for each of the parents (`traceparent`s),
 * in their order. `fn` is told the spans' own `traceparent`s. What is done within has none of the spans as its parent.
 */
export async function withSpans<T>(
  name: string,
  options: SpanOptions,
  parents: readonly string[],
  fn: (traceparents: readonly string[]) => Promise<T>,
): Promise<T> {
  const by = tracer;
  if (!by) return fn(parents);
  const spans = parents.map((parent) => start(by, name, options, contextFrom(parent)));
  try {
    return await fn(spans.map((span) => formatTraceparent(span.spanContext())));
  } catch (error) {
    for (const span of spans) failed(span, error);
    throw error;
  } finally {
    for (const span of spans) span.end();
  }
}

/** Whether spans are made at all. */
export function isTracing(): boolean {
  return tracer !== null;
}

function failed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
}

function start(by: Tracer, name: string, { service, kind, attributes = {}, links = [] }: SpanOptions, parent: Context): Span {
  const linked = links.map(parseTraceparent).filter((found) => found !== null);
  const all: Attributes = {};
  if (service !== undefined) all['service.name'] = service;
  // Zipkin knows no links: their traces are told as an attribute as well.
  if (linked.length > 0) all['linked.traces'] = [...new Set(linked.map(({ traceId }) => traceId))].slice(0, 10).join(' ');
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) all[key] = fit(key, value);
  const to: Link[] = linked.map((found) => ({ context: found }));
  return by.startSpan(name, { kind: kind ? kinds[kind] : SpanKind.INTERNAL, attributes: all, links: to }, parent);
}

function telling(span: Span): ActiveSpan {
  return { setAttribute: (name, value) => void span.setAttribute(name, fit(name, value)) };
}

function fit(name: string, value: string | number | boolean): string | number | boolean {
  if (isSecretName(name)) return '[redacted]';
  return typeof value === 'string' ? redactText(value) : value;
}
