import type { EventBatch } from '../event-store/port.ts';

export interface FeedOptions {
  /** Name of the reader, for whoever looks at the feed from outside. */
  readonly reader: string;
  readonly categories: readonly string[];
  /** Where the reader's own checkpoint stands; null to read from the beginning. */
  readonly checkpoint: string | null;
  readonly signal: AbortSignal;
}

/** Events with the checkpoint that stands behind them: opaque to the reader, kept beside what it wrote. */
export interface FeedBatch {
  readonly events: EventBatch['events'];
  readonly checkpoint: string;
  readonly caughtUp: boolean;
}

/** The feed cannot be reached; it can be read again, from the same checkpoint, when it is back. */
export class EventFeedUnavailableError extends Error {
  override readonly name = 'EventFeedUnavailableError';
}

/** Where projectors and processes get their events: at least once, per stream in order of revision. */
export interface EventFeed {
  /** Until the signal aborts. Throws {@link EventFeedUnavailableError}, or what the event store behind it throws. */
  read(options: FeedOptions): AsyncIterable<FeedBatch>;
  /** How many events of these categories lie behind the checkpoint, and how old the first of them is. */
  lag(categories: readonly string[], checkpoint: string | null): Promise<{ readonly events: number; readonly seconds: number }>;
  /**
   * The checkpoint for a reader that has the log up to `position` from the event store: behind it lies everything
   * after `position`, and perhaps some events before it. A rebuilt read model goes on from there.
   */
  checkpointAfter(position: bigint): Promise<string>;
  /**
   * The same checkpoint, which claims nothing of the log after `position`: who is sure of the log up to there alone, since
   * the rest may have been rewound, gets everything after it again. A feed beside the log goes on where it was in what it
   * holds itself.
   */
  notBeyond(categories: readonly string[], checkpoint: string, position: bigint): string;
  /**
   * The checkpoint before the first record that a feed beside the log holds itself. Without a checkpoint such a feed may
   * take history from the log; from here it reads its own records. Absent where the log is the feed.
   */
  checkpointAtStart?(categories: readonly string[]): Promise<string>;
}
