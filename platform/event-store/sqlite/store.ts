import { setImmediate as pause } from 'node:timers/promises';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import type { Clock } from '../../clock/port.ts';
import type { CountsBacklog } from '../backlog.ts';
import { checkAppend, checkCount } from '../arguments.ts';
import {
  type AppendResult,
  type EventBatch,
  type EventStore,
  EventStoreUnavailableError,
  type ExpectedRevision,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StreamFilter,
  type SubscribeAllOptions,
  WrongExpectedRevisionError,
} from '../port.ts';
import { subscribeByPages } from '../subscribe.ts';
import { AppendQueue } from './append-queue.ts';
import { backlogOf } from './backlog.ts';
import { Batches } from './batches.ts';
import { connect } from './format.ts';
import { Growth } from './growth.ts';
import { LogReader } from './log-reader.ts';
import { prepareFile } from './prepare-file.ts';
import { readAllPages, readStreamPages } from './read-pages.ts';
import { encodeEvent, type WireAppend } from './rows.ts';
import { startWriterThread } from './writer-thread.ts';

export interface SqliteEventStoreOptions {
  /** Made, with its folder, where it is not there. */
  readonly file: string;
  readonly clock: Clock;
  /** Greatest size of the file in bytes; appends beyond it are refused as unavailable. */
  readonly maxBytes?: number;
}

/** Most characters of one append. */
const mostCharacters = 16 * 1024 * 1024;

const queueBounds = { appends: 10_000, characters: 64 * 1024 * 1024, batches: 4 };

/**
 * The log in one SQLite file (WAL, `synchronous=FULL`): an append resolves when it is on the disk, and is
 * there after `kill -9`. Appends that come together share one sync; a thread, started with the first of
 * them, writes them. Several processes may open the same file. Throws `EventStoreOpenError` where the file is not an event log or is damaged.
 */
export async function openSqliteEventStore(options: SqliteEventStoreOptions): Promise<EventStore> {
  const { clock, ...connection } = options;
  prepareFile(connection);
  const db = connect(connection);
  db.pragma('query_only = ON');
  const reader = new LogReader(db);
  const growth = new Growth(reader);
  const queue = new AppendQueue(
    () => startWriterThread(connection),
    () => growth.wakeUps.wake(),
    queueBounds,
  );
  return new SqliteEventStore(clock, reader, growth, queue);
}

class SqliteEventStore implements EventStore, CountsBacklog {
  readonly #clock: Clock;
  readonly #reader: LogReader;
  readonly #growth: Growth;
  readonly #queue: AppendQueue;
  readonly #batches: Batches;
  #closing: Promise<void> | undefined;

  constructor(clock: Clock, reader: LogReader, growth: Growth, queue: AppendQueue) {
    this.#clock = clock;
    this.#reader = reader;
    this.#growth = growth;
    this.#queue = queue;
    this.#batches = new Batches(reader);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#checkOpen();
    checkAppend(stream, expected, events);
    const first = expected === 'no_stream' ? 0 : expected + 1;
    const [kind, value] = await this.#queue.append(this.#encode(stream, first, events));
    if (kind === 'kept') return { revision: first + events.length - 1, position: BigInt(value) };
    if (kind === 'refused') throw new WrongExpectedRevisionError(stream, expected, value < 0 ? 'no_stream' : value);
    throw new EventStoreUnavailableError(value);
  }

  #encode(stream: string, first: number, events: readonly NewEvent[]): WireAppend {
    const recordedAt = this.#clock.now();
    const encoded = events.map((event, i) => encodeEvent(stream, first + i, recordedAt, event));
    const size = encoded.reduce((sum, [, , , data, metadata]) => sum + data.length + metadata.length, 0);
    checkCount('the characters of an append', size, 1, mostCharacters);
    return [stream, first, recordedAt, encoded];
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    return readStreamPages(this.#reader, () => this.#checkOpen(), stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    return readAllPages(this.#reader, () => this.#checkOpen(), options);
  }

  subscribeAll(options: SubscribeAllOptions): AsyncIterable<EventBatch> {
    const log = {
      pageAfter: (...page: Parameters<Batches['after']>) => {
        this.#checkOpen();
        return this.#batches.after(...page);
      },
      grown: (signal: AbortSignal) => this.#growth.wait(signal),
      pause: () => pause(),
    };
    return subscribeByPages(log, options);
  }

  async head(): Promise<bigint> {
    this.#checkOpen();
    return BigInt(this.#reader.head());
  }

  async backlog(after: bigint, filter: StreamFilter): Promise<number> {
    this.#checkOpen();
    return backlogOf(this.#reader, after, filter);
  }

  #checkOpen(): void {
    this.#growth.wakeUps.checkOpen();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#growth.close();
    await this.#queue.close();
    this.#reader.close();
  }
}
