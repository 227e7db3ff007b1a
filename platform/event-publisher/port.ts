import type { RecordedEvent } from '@shop/shared-events';

/** The broker cannot be reached or refused for now. Whether the events were kept is not known. */
export class EventPublisherUnavailableError extends Error {
  override readonly name = 'EventPublisherUnavailableError';
}

/** What was published of these categories is gone: their destination was deleted, or is another one by now. */
export class DestinationLostError extends Error {
  override readonly name = 'DestinationLostError';
  readonly categories: readonly string[];

  constructor(categories: readonly string[]) {
    super(`what was published is gone: ${categories.join(', ')}`);
    this.categories = categories;
  }
}

/** An event that the broker will never take. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';
}

/** Where the relay carries the log to. */
export interface EventPublisher {
  /** Resolves when every event is kept by the broker; per stream in the order given. */
  publish(events: readonly RecordedEvent[]): Promise<void>;
  close(): Promise<void>;
}

/**
 * Where published events are kept, as far as it can be lost. A publisher with destinations is strict: once a publish
 * has failed, all that follow fail until {@link renew}, so that nothing overtakes what failed.
 */
export interface Destinations {
  /**
   * Makes the destinations that are missing, and goes on with those that are there now. Answers the identity of each
   * category's: another one than before says that what was published of the category is gone. Throws
   * {@link EventPublisherUnavailableError}.
   */
  renew(): Promise<ReadonlyMap<string, string>>;
  /**
   * Of everything published the newest events, as far as they can be read: enough to tell whether the log is the one
   * that was published. Throws {@link EventPublisherUnavailableError}.
   */
  newest(): Promise<readonly RecordedEvent[]>;
  /** The categories whose destination is no longer the one found by the last {@link renew}. */
  lost(): Promise<readonly string[]>;
}

/** A publisher whose destinations can be told apart, deleted and made again. */
export type RenewablePublisher = EventPublisher & Destinations;
