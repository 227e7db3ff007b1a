import type { RecordedEvent } from '@shop/shared-events';
import type { EventPublisher } from './port.ts';

/** A publisher that keeps what it is given, for tests and the simulator. */
export interface MemoryEventPublisher extends EventPublisher {
  /** Everything published, in order; an event published twice stands twice. */
  readonly published: readonly RecordedEvent[];
  /** What was published of one stream, in order. */
  ofStream(stream: string): readonly RecordedEvent[];
}

/** Keeps published events in memory. Once closed it refuses to publish. */
export function memoryEventPublisher(): MemoryEventPublisher {
  const published: RecordedEvent[] = [];
  const streams = new Map<string, RecordedEvent[]>();
  let closed = false;
  return {
    published,
    ofStream: (stream) => streams.get(stream) ?? [],
    async publish(events) {
      if (closed) throw new Error('the publisher is closed');
      for (const event of events) {
        published.push(event);
        const stream = streams.get(event.stream);
        if (stream) stream.push(event);
        else streams.set(event.stream, [event]);
      }
    },
    async close() {
      closed = true;
    },
  };
}
