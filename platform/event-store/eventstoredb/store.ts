import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import type { Clock } from '../../clock/port.ts';
import type { Log } from '../../telemetry/port.ts';
import type { CountsBacklog } from '../backlog.ts';
import type {
  AppendResult,
  EventBatch,
  EventStore,
  ExpectedRevision,
  ReadAllOptions,
  ReadStreamOptions,
  StreamFilter,
  SubscribeAllOptions,
} from '../port.ts';
import { Appender } from './append.ts';
import { AppendCalls } from './append-calls.ts';
import { backlogOf } from './backlog.ts';
import { closedError } from './errors.ts';
import { Lanes } from './lanes.ts';
import { headOf } from './pages.ts';
import { readAll, readStream } from './read.ts';
import { Reader } from './reader.ts';
import { subscribe } from './subscribe.ts';

/** How long is waited for the server, in milliseconds. */
export interface Patience {
  /** For the answer to an append. */
  readonly append: number;
  /** For one page of a read. */
  readonly read: number;
  /** For a server that went away from a subscription. */
  readonly subscription: number;
}

/** The log in EventStoreDB. */
export class EventStoreDbStore implements EventStore, CountsBacklog {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #log: Log;
  readonly #patience: Patience;
  readonly #lanes: Lanes;
  readonly #reader: Reader;
  readonly #calls: AppendCalls;
  readonly #appender: Appender;
  readonly #closing = new AbortController();
  #refusing = false;
  #known = -1n;
  #closed: Promise<void> | undefined;

  constructor(connectionString: string, clock: Pick<Clock, 'now'>, log: Log, patience: Patience) {
    this.#clock = clock;
    this.#log = log;
    this.#patience = patience;
    this.#lanes = new Lanes(connectionString);
    this.#reader = new Reader(this.#lanes, this.#closing.signal, patience.read);
    this.#calls = new AppendCalls(this.#lanes, patience.append);
    this.#appender = new Appender(this.#calls, this.#reader);
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#checkOpen();
    const result = await this.#appender.append(stream, expected, events);
    if (result.position > this.#known) this.#known = result.position;
    return result;
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    for await (const event of readStream(this.#reader, stream, options)) {
      this.#checkOpen();
      yield event;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    this.#checkOpen();
    for await (const event of readAll(this.#reader, options)) {
      this.#checkOpen();
      yield event;
    }
  }

  subscribeAll(options: SubscribeAllOptions): AsyncIterable<EventBatch> {
    const parts = {
      reader: this.#reader,
      lanes: this.#lanes,
      clock: this.#clock,
      log: this.#log,
      closing: this.#closing.signal,
      known: () => this.#known,
      patience: this.#patience.subscription,
    };
    return subscribe(parts, options);
  }

  async head(): Promise<bigint> {
    this.#checkOpen();
    return headOf(this.#reader);
  }

  async backlog(after: bigint, filter: StreamFilter): Promise<number> {
    this.#checkOpen();
    return backlogOf(this.#reader, after, filter);
  }

  #checkOpen(): void {
    if (this.#refusing) throw closedError();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#refusing = true;
    await this.#appender.settled();
    await this.#calls.close();
    this.#closing.abort();
    this.#lanes.close();
  }
}
