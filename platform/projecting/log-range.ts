import type { EventBatch, EventStore } from '../event-store/port.ts';

export interface LogRange {
  readonly categories: readonly string[];
  readonly after: bigint;
  /** The last position wanted; nothing is read where it is not behind `after`. */
  readonly until: bigint;
  readonly batchSize: number;
  readonly signal?: AbortSignal;
}

/**
 * The events of a stretch of the log in large batches; the last batch's position is `until` or beyond it, and
 * its events end there. Throws the signal's reason where it aborts before the end.
 */
export async function* logRange(eventStore: Pick<EventStore, 'subscribeAll'>, range: LogRange): AsyncGenerator<EventBatch> {
  const { categories, after, until, batchSize, signal } = range;
  if (after >= until) return;
  const stop = new AbortController();
  const wanted = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  try {
    for await (const batch of eventStore.subscribeAll({ after, filter: { categories }, batchSize, signal: wanted })) {
      const last = batch.events.at(-1);
      const events = last && last.position > until ? batch.events.filter(({ position }) => position <= until) : batch.events;
      yield { ...batch, events };
      if (batch.position >= until) return;
    }
  } finally {
    stop.abort();
  }
  signal?.throwIfAborted();
  throw new Error('the log ended before the position that was its head');
}
