import { categoryOf, type NewEvent, type RecordedEvent } from '@shop/shared-events';
import { type Clock, isoNow } from '../clock/port.ts';
import { checkAppend, checkCount, jsonText } from './arguments.ts';
import {
  type AppendResult,
  type EventBatch,
  type EventStore,
  type ExpectedRevision,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StreamFilter,
  type SubscribeAllOptions,
  WrongExpectedRevisionError,
} from './port.ts';
import { subscribeByPages } from './subscribe.ts';
import { WakeUps } from './wake-ups.ts';

/**
 * The log in memory, for tests and the simulator. It never waits for timers or I/O, so a run with it is as
 * deterministic as its callers. Events come back as JSON gives them, frozen: a reader that changes one fails here.
 */
export function memoryEventStore(options: { readonly clock: Clock }): EventStore {
  return new MemoryEventStore(options.clock);
}

class MemoryEventStore implements EventStore {
  readonly #clock: Clock;
  readonly #log: RecordedEvent[] = [];
  readonly #streams = new Map<string, RecordedEvent[]>();
  readonly #wakeUps = new WakeUps();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    this.#wakeUps.checkOpen();
    checkAppend(stream, expected, events);
    const past = this.#streams.get(stream) ?? [];
    const first = expected === 'no_stream' ? 0 : expected + 1;
    if (past.length !== first) {
      const last = past[first + events.length - 1];
      if (last && events.every((event, i) => past[first + i]?.id === event.id)) return resultOf(last);
      throw new WrongExpectedRevisionError(stream, expected, past.length === 0 ? 'no_stream' : past.length - 1);
    }
    const recordedAt = isoNow(this.#clock);
    const recorded = events.map((event, i) => this.#record(event, stream, first + i, this.#log.length + i, recordedAt));
    this.#streams.set(stream, past);
    for (const event of recorded) {
      past.push(event);
      this.#log.push(event);
    }
    this.#wakeUps.wake();
    return resultOf(recorded.at(-1) as RecordedEvent);
  }

  #record(event: NewEvent, stream: string, revision: number, position: number, recordedAt: string): RecordedEvent {
    const { id, type } = event;
    const data: unknown = JSON.parse(jsonText(`the data of ${type}`, event.data));
    const metadata = JSON.parse(jsonText(`the metadata of ${type}`, event.metadata)) as NewEvent['metadata'];
    return deepFreeze({ id, type, data, metadata, stream, revision, position: BigInt(position), recordedAt });
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<RecordedEvent> {
    const { direction = 'forwards', limit = Infinity } = options;
    if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
    if (options.from !== undefined) checkCount('a first revision', options.from, 0);
    this.#wakeUps.checkOpen();
    const events = this.#streams.get(stream) ?? [];
    const last = events.length - 1;
    const step = direction === 'forwards' ? 1 : -1;
    const start = direction === 'forwards' ? (options.from ?? 0) : Math.min(options.from ?? last, last);
    for (let i = start, left = limit; left > 0 && i >= 0 && i <= last; i += step, left--) {
      this.#wakeUps.checkOpen();
      yield events[i] as RecordedEvent;
    }
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    const { after, direction = 'forwards', filter, limit = Infinity } = options;
    if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
    this.#wakeUps.checkOpen();
    const head = this.#log.length;
    const step = direction === 'forwards' ? 1 : -1;
    const start = direction === 'forwards' ? Number(after ?? -1n) + 1 : Math.min(Number(after ?? head), head) - 1;
    for (let i = Math.max(start, direction === 'forwards' ? 0 : -1), left = limit; left > 0 && i >= 0 && i < head; i += step) {
      this.#wakeUps.checkOpen();
      const event = this.#log[i] as RecordedEvent;
      if (!matches(event, filter)) continue;
      left--;
      yield event;
    }
  }

  subscribeAll(options: SubscribeAllOptions): AsyncIterable<EventBatch> {
    const pause = (): Promise<void> => Promise.resolve();
    const grown = (signal: AbortSignal): Promise<void> => this.#wakeUps.wait(signal);
    return subscribeByPages({ pageAfter: (...page) => this.#pageAfter(...page), grown, pause }, options);
  }

  #pageAfter(after: bigint, filter: StreamFilter | undefined, limit: number): EventBatch {
    this.#wakeUps.checkOpen();
    const head = BigInt(this.#log.length) - 1n;
    if (after >= head) return { events: [], position: after, caughtUp: true };
    const events: RecordedEvent[] = [];
    let position = after < -1n ? -1n : after;
    while (position < head && events.length < limit) {
      const event = this.#log[Number(++position)] as RecordedEvent;
      if (matches(event, filter)) events.push(event);
    }
    return { events, position, caughtUp: position === head };
  }

  async head(): Promise<bigint> {
    this.#wakeUps.checkOpen();
    return BigInt(this.#log.length) - 1n;
  }

  async close(): Promise<void> {
    this.#wakeUps.close();
  }
}

function matches(event: RecordedEvent, filter: StreamFilter | undefined): boolean {
  return filter === undefined || filter.categories.includes(categoryOf(event.stream));
}

function resultOf(last: RecordedEvent): AppendResult {
  return { revision: last.revision, position: last.position };
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
