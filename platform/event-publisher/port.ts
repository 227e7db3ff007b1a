import type { RecordedEvent } from '@shop/shared-events';

/** Where the relay carries the log to. */
export interface EventPublisher {
  /** Resolves when every event is kept by the broker; per stream in the order given. */
  publish(events: readonly RecordedEvent[]): Promise<void>;
  close(): Promise<void>;
}
