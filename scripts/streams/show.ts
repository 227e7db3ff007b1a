import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { RecordedEvent } from '@shop/shared-events';

/** Prints a stream as it was written, the first event first. Answers how many events it has. */
export async function showStream(
  store: Pick<EventStore, 'readStream'>,
  stream: string,
  print: (event: RecordedEvent) => void,
): Promise<number> {
  let events = 0;
  for await (const event of store.readStream(stream)) {
    print(event);
    events++;
  }
  return events;
}
