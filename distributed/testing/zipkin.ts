import { setTimeout as sleep } from 'node:timers/promises';

/** A span as Zipkin's API tells it. */
export interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind?: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags?: Readonly<Record<string, string>>;
}

const patienceMs = 30_000;

/** The traces of the last hour in which a span has this correlation id. */
export async function tracesOf(zipkinUrl: string, correlationId: string): Promise<readonly (readonly ZipkinSpan[])[]> {
  const query = new URLSearchParams({ annotationQuery: `correlation.id=${correlationId}`, lookback: '3600000', limit: '100' });
  const response = await fetch(`${zipkinUrl}/api/v2/traces?${query}`);
  return (await response.json()) as ZipkinSpan[][];
}

/** One trace, read until it is as wanted; what it is like after 30 s in any case. */
export async function traceWhen(
  zipkinUrl: string,
  traceId: () => Promise<string | undefined>,
  wanted: (spans: readonly ZipkinSpan[]) => boolean,
): Promise<readonly ZipkinSpan[]> {
  let spans: readonly ZipkinSpan[] = [];
  for (const until = Date.now() + patienceMs; Date.now() < until; await sleep(500)) {
    const id = await traceId();
    const response = id === undefined ? null : await fetch(`${zipkinUrl}/api/v2/trace/${id}`);
    if (response?.ok) spans = (await response.json()) as ZipkinSpan[];
    if (wanted(spans)) break;
  }
  return spans;
}

/** A span's ancestors, as `service name`, the nearest first. */
export function ancestors(spans: readonly ZipkinSpan[], span: ZipkinSpan): readonly string[] {
  const path: string[] = [];
  for (let at = parentOf(spans, span); at; at = parentOf(spans, at)) path.push(`${at.localEndpoint.serviceName} ${at.name}`);
  return path;
}

/** Spans whose parent is not among them. */
export function orphans(spans: readonly ZipkinSpan[]): readonly ZipkinSpan[] {
  return spans.filter((span) => span.parentId !== undefined && !parentOf(spans, span));
}

function parentOf(spans: readonly ZipkinSpan[], { parentId }: ZipkinSpan): ZipkinSpan | undefined {
  return parentId === undefined ? undefined : spans.find(({ id }) => id === parentId);
}
