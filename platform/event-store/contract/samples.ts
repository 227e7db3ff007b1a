import { randomUUID } from 'node:crypto';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import type { EventBatch, EventStore } from '../port.ts';

/** Events with new ids that count from 0 in their data. */
export function newEvents(count: number, data: Readonly<Record<string, unknown>> = {}): NewEvent[] {
  return Array.from({ length: count }, (_, number) => ({
    id: randomUUID(),
    type: 'SampleTaken',
    data: { number, ...data },
    metadata: {
      version: 1,
      decidedAt: '2026-01-01T00:00:00.000Z',
      commandId: randomUUID(),
      $correlationId: 'correlation',
      $causationId: 'causation',
      actor: { id: 'someone', kind: 'user' as const },
    },
  }));
}

/** Everything an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Appends `events` one by one to a stream that is not there yet. */
export async function appendOneByOne(store: EventStore, stream: string, events: readonly NewEvent[]): Promise<void> {
  for (const [i, event] of events.entries()) await store.append(stream, i === 0 ? 'no_stream' : i - 1, [event]);
}

/** Pulls batches until `enough` of them holds; the subscription goes on. */
export async function pullUntil(
  batches: AsyncIterator<EventBatch>,
  enough: (events: readonly RecordedEvent[], last: EventBatch) => boolean,
): Promise<{ readonly events: RecordedEvent[]; readonly last: EventBatch; readonly pulled: EventBatch[] }> {
  const events: RecordedEvent[] = [];
  const pulled: EventBatch[] = [];
  for (;;) {
    const next = await batches.next();
    if (next.done) throw new Error(`the subscription ended after ${events.length} events`);
    events.push(...next.value.events);
    pulled.push(next.value);
    if (enough(events, next.value)) return { events, last: next.value, pulled };
  }
}

export const ids = (events: readonly { readonly id: string }[]): string[] => events.map((event) => event.id);
export const revisions = (events: readonly RecordedEvent[]): number[] => events.map((event) => event.revision);

/** Tells whether positions strictly rise. */
export function rising(events: readonly RecordedEvent[]): boolean {
  return events.every((event, i) => i === 0 || event.position > (events[i - 1] as RecordedEvent).position);
}
