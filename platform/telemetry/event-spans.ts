import { currentTraceparent, isTracing, type SpanOptions, withSpan, withSpans } from './tracing.ts';

/** What of an event tells which trace it belongs to. */
export interface TracedEvent {
  readonly metadata: { readonly traceparent?: string | undefined };
  /** ISO 8601; absent before the event is recorded. */
  readonly recordedAt?: string;
}

/** What is done with an event so long after it was recorded is a matter of its own: a replay, a refill, a catching up. */
const belongsForMs = 5 * 60_000;
const mostLinks = 10;
const sampled = '-01';

/**
 * Does work on events, and shows it in the traces they were written in: as a child of each event's `traceparent` that
 * is sampled, one span per trace. Events of long ago are linked: one span of its own for all of them, in a trace of
 * its own. Where none is sampled, this costs a look at each event.
 */
export async function withEventSpans<T>(
  name: string,
  options: SpanOptions,
  events: readonly TracedEvent[],
  now: number,
  work: () => Promise<T>,
): Promise<T> {
  const traceparents = sampledOf(events);
  if (traceparents.size === 0) return work();
  if (!isLate(events.at(-1)?.recordedAt, now)) return withSpans(name, options, [...traceparents], work);
  return withSpan(name, { ...options, parent: '', links: [...traceparents].slice(0, mostLinks) }, work);
}

/**
 * Does work that an event set in motion in a span below the event's `traceparent`, or, long after the event was recorded,
 * in a trace of its own that links to it. What is done within comes below the span; `work` is told its `traceparent`.
 */
export function withContinuedSpan<T>(
  name: string,
  options: SpanOptions,
  event: { readonly traceparent?: string | undefined; readonly recordedAt?: string },
  now: number,
  work: (traceparent: string | undefined) => Promise<T>,
): Promise<T> {
  const { traceparent, recordedAt } = event;
  if (!isTracing()) return work(traceparent);
  const origin = isLate(recordedAt, now)
    ? { parent: '', links: traceparent ? [traceparent] : [] }
    : { parent: traceparent ?? '' };
  return withSpan(name, { ...options, ...origin }, () => work(currentTraceparent()));
}

function isLate(recordedAt: string | undefined, now: number): boolean {
  return recordedAt !== undefined && now - Date.parse(recordedAt) > belongsForMs;
}

/** The sampled `traceparent`s of events, each once; none where tracing is off. */
export function sampledOf(events: readonly TracedEvent[]): ReadonlySet<string> {
  const found = new Set<string>();
  if (!isTracing()) return found;
  for (const { metadata } of events) if (metadata.traceparent?.endsWith(sampled)) found.add(metadata.traceparent);
  return found;
}
