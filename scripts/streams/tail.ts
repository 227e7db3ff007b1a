import type { EventStore } from '@shop/platform/event-store/port.ts';
import { categories, type RecordedEvent } from '@shop/shared-events';

export interface TailOptions {
  /** Event types wanted; all where empty. */
  readonly types: readonly string[];
  /** Categories of streams wanted; all where empty. */
  readonly categories: readonly string[];
  /** How many of the last events come first. */
  readonly last: number;
  readonly signal: AbortSignal;
}

/** Prints the last events and then what is appended, until the signal aborts. */
export async function tailLog(store: EventStore, options: TailOptions, print: (event: RecordedEvent) => void): Promise<void> {
  const filter = { categories: options.categories.length > 0 ? options.categories : categories };
  const wanted = ({ type }: RecordedEvent): boolean => options.types.length === 0 || options.types.includes(type);
  let after = await store.head();
  const before: RecordedEvent[] = [];
  if (options.last > 0) {
    for await (const event of store.readAll({ direction: 'backwards', filter })) {
      if (event.position > after) continue;
      if (wanted(event)) before.unshift(event);
      if (before.length >= options.last) break;
    }
  }
  before.forEach(print);
  for await (const { events, position } of store.subscribeAll({ after, filter, signal: options.signal })) {
    events.filter(wanted).forEach(print);
    after = position;
  }
}
