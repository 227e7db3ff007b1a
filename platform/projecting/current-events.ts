import { upcast, type EventDefinition, type RecordedEvent } from '@shop/shared-events';

/**
 * Opens what is personal in events: wherever their data holds a value of personal data's shape, the value itself
 * or null where its customer was erased. Answers as many events as it was given, in order.
 */
export type OpenPersonalData = (events: readonly RecordedEvent[]) => Promise<readonly RecordedEvent[]>;

/** An event that this build cannot read, and why. */
export interface UnreadableEvent {
  readonly unreadable: unknown;
  readonly event: RecordedEvent;
}

export type CurrentEvent = RecordedEvent | UnreadableEvent;

export interface CurrentEventsOptions {
  readonly catalogue: ReadonlyMap<string, EventDefinition>;
  /** Absent where the read model takes personal data as it stands. */
  readonly openPersonalData?: OpenPersonalData;
}

/** Events in the shape this build knows, with personal data opened where that is wanted. */
export async function currentEvents(events: readonly RecordedEvent[], options: CurrentEventsOptions): Promise<CurrentEvent[]> {
  const current = events.map((event) => upcasted(event, options.catalogue));
  if (!options.openPersonalData) return current;
  const readable = current.filter((event): event is RecordedEvent => !('unreadable' in event));
  const opened = await options.openPersonalData(readable);
  if (opened.length !== readable.length) throw new Error(`opened ${opened.length} of ${readable.length} events`);
  let next = 0;
  return current.map((event) => ('unreadable' in event ? event : (opened[next++] ?? event)));
}

function upcasted(event: RecordedEvent, catalogue: ReadonlyMap<string, EventDefinition>): CurrentEvent {
  const { type, data, metadata } = event;
  try {
    const now = upcast(catalogue, type, metadata.version, data);
    if (now === data) return event;
    return { ...event, data: now, metadata: { ...metadata, version: catalogue.get(type)?.version ?? metadata.version } };
  } catch (error) {
    return { unreadable: error, event };
  }
}
