import type { NewEvent, RecordedEvent } from '@shop/shared-events';

/** What the writer believes to be the stream's last revision. Decisions never append with less than that. */
export type ExpectedRevision = number | 'no_stream';

export interface AppendResult {
  /** Revision of the last event of the append. */
  readonly revision: number;
  /** Position of the last event of the append. */
  readonly position: bigint;
}

/** The stream is not where the writer believed it to be; nothing was written. */
export class WrongExpectedRevisionError extends Error {
  override readonly name = 'WrongExpectedRevisionError';
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly actual: ExpectedRevision;

  constructor(stream: string, expected: ExpectedRevision, actual: ExpectedRevision) {
    super(`${stream}: expected revision ${expected}, found ${actual}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/** The store cannot be reached, is full or timed out. Whether an append was kept is not known. */
export class EventStoreUnavailableError extends Error {
  override readonly name = 'EventStoreUnavailableError';
}

export interface ReadStreamOptions {
  /** First revision to read; backwards the default is the last one. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

/** Which streams of the whole log are meant; no filter means every stream. */
export interface StreamFilter {
  /** Names before the first hyphen of the stream's name. */
  readonly categories: readonly string[];
}

export interface ReadAllOptions {
  /** Only events after this position (backwards: before it). */
  readonly after?: bigint;
  readonly direction?: 'forwards' | 'backwards';
  readonly filter?: StreamFilter;
  readonly limit?: number;
}

export interface SubscribeAllOptions {
  /** Only events after this position. */
  readonly after?: bigint;
  readonly filter?: StreamFilter;
  /** Most events in one batch. */
  readonly batchSize?: number;
  readonly signal: AbortSignal;
}

/**
 * A piece of the log in order. `position` is how far the log has been read, which under a filter is
 * beyond the last event delivered: a checkpoint must move with it, or it parks below the head.
 */
export interface EventBatch {
  readonly events: readonly RecordedEvent[];
  readonly position: bigint;
  /** The batch reaches the head as it was when the batch was read. */
  readonly caughtUp: boolean;
}

/** The log: the one source of truth. */
export interface EventStore {
  /**
   * Appends atomically when the stream's last revision is `expected`. The same append made again
   * (same event ids at the same place) answers as the first time. Throws
   * {@link WrongExpectedRevisionError}, or {@link EventStoreUnavailableError} with an unknown outcome.
   */
  append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult>;

  /** The stream's events; none where there is no such stream. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /** The log's events in order of position. */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * Everything after a position, then what comes, until the signal aborts. The next batch is read
   * only when it is asked for: a slow reader costs no memory. Batches may be empty (`events: []`)
   * when only the position moved. Throws {@link EventStoreUnavailableError} where the store goes away.
   */
  subscribeAll(options: SubscribeAllOptions): AsyncIterable<EventBatch>;

  /** Position of the last event; -1 in an empty log. */
  head(): Promise<bigint>;

  /** Releases what the store holds. Appends under way are finished first. */
  close(): Promise<void>;
}
