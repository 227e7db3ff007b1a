import { randomUUID } from 'node:crypto';
import { setImmediate as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import type { Clock } from '../../clock/port.ts';
import { postgresPool } from '../../postgres/pool.ts';
import { quotedSchema } from '../../postgres/schema.ts';
import { type Log, silentLog } from '../../telemetry/port.ts';
import { checkAppend } from '../arguments.ts';
import type { CountsBacklog } from '../backlog.ts';
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
import { AppendQueue, type Outcome } from './append-queue.ts';
import { backlogOf } from './backlog.ts';
import { BatchSender } from './batch-sender.ts';
import { Batches } from './batches.ts';
import { Growth, heardPollMs } from './growth.ts';
import { Listener } from './listener.ts';
import { LogReader } from './log-reader.ts';
import { Notifier } from './notifier.ts';
import { prepareLog } from './prepare-log.ts';
import { readAllPages, readStreamPages } from './read-pages.ts';
import { encodeAppend, type WireAppend } from './wire.ts';

export interface PostgresEventStoreOptions {
  /** `postgres://user:password@host:port/database`, with `sslmode` and the like as `pg` reads them. */
  readonly url: string;
  /** Made, with its tables, where it is not there. */
  readonly schema?: string;
  /** Tells when events were recorded. */
  readonly clock: Clock;
  readonly log?: Log;
  /** Milliseconds between two looks at the log while notifications are heard. */
  readonly pollMs?: number;
}

/** Of one store; one more listens for notifications. */
const connections = 10;

const queueBounds = {
  appends: 10_000,
  characters: 64 * 1024 * 1024,
  batchAppends: 512,
  batchCharacters: 8 * 1024 * 1024,
  // While one waits for the disk, the next is encoded and read in; it waits for the lock of the first.
  batches: 2,
};

/**
 * The log in PostgreSQL (13 or newer): an append resolves when it is committed and on the server's disk. Appends
 * that come together share a transaction. Several processes may open the same schema. Connections belong to a
 * session (LISTEN, prepared statements): a pooler in between must not share them by transaction. Throws
 * `EventStoreOpenError` where the database cannot be reached or holds the log of a newer version.
 */
export async function openPostgresEventStore(options: PostgresEventStoreOptions): Promise<EventStore & CountsBacklog> {
  const { url, schema = 'shop', log = silentLog } = options;
  const pool = postgresPool(url, connections, log);
  await prepareLog(pool, url, schema, log);
  return new PostgresEventStore(pool, quotedSchema(schema), { pollMs: heardPollMs, ...options, schema, log });
}

class PostgresEventStore implements EventStore, CountsBacklog {
  readonly #clock: Clock;
  readonly #pool: pg.Pool;
  readonly #reader: LogReader;
  readonly #batches: Batches;
  readonly #queue: AppendQueue;
  readonly #listener: Listener;
  readonly #notifier: Notifier;
  readonly #growth: Growth;
  #closing: Promise<void> | undefined;

  constructor(pool: pg.Pool, schema: string, options: Required<PostgresEventStoreOptions>) {
    const { url, clock, log, pollMs } = options;
    const channel = `${options.schema}_events`;
    const me = randomUUID();
    const sender = new BatchSender(pool, schema);
    this.#clock = clock;
    this.#pool = pool;
    this.#reader = new LogReader(pool, schema);
    this.#batches = new Batches(this.#reader);
    this.#queue = new AppendQueue((batch) => this.#commit(sender, batch), queueBounds);
    this.#notifier = new Notifier(pool, channel, me, log);
    this.#listener = new Listener(url, channel, (from) => from !== me && this.#growth.wake(), log);
    this.#growth = new Growth(
      () => this.#listener.start(),
      () => this.#listener.listening,
      pollMs,
    );
  }

  async #commit(sender: BatchSender, batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    const outcomes = await sender.commit(batch);
    if (outcomes.some(([kind]) => kind === 'kept')) {
      this.#growth.wake();
      this.#notifier.notify();
    }
    return outcomes;
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#checkOpen();
    checkAppend(stream, expected, events);
    const first = expected === 'no_stream' ? 0 : expected + 1;
    const [kind, value] = await this.#queue.append(encodeAppend(stream, first, this.#clock.now(), events));
    if (kind === 'kept') return { revision: first + events.length - 1, position: value };
    if (kind === 'refused') throw new WrongExpectedRevisionError(stream, expected, value < 0 ? 'no_stream' : value);
    throw new EventStoreUnavailableError(value);
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    return readStreamPages(this.#reader, () => this.#checkOpen(), stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    return readAllPages(this.#reader, () => this.#checkOpen(), options);
  }

  subscribeAll(options: SubscribeAllOptions): AsyncIterable<EventBatch> {
    let woken = 0;
    const log = {
      pageAfter: async (...page: Parameters<Batches['after']>) => {
        this.#checkOpen();
        woken = this.#growth.woken;
        return this.#batches.after(...page);
      },
      grown: (signal: AbortSignal) => this.#growth.wait(signal, woken),
      pause: () => pause(),
    };
    return subscribeByPages(log, options);
  }

  async head(): Promise<bigint> {
    this.#checkOpen();
    return this.#reader.head();
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
    await this.#queue.drain();
    await Promise.all([this.#notifier.drain(), this.#listener.close(), this.#reader.close()]);
    await this.#pool.end();
  }
}
