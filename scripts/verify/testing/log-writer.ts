import type { EventMetadata, RecordedEvent } from '@shop/shared-events';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { Acknowledged } from '../core/check-answers.ts';
import type { ShopEvent } from '../core/told.ts';

const second = 1_000;
const beginning = Date.parse('2026-03-02T09:00:00.000Z');

/** Writes a log by hand, command by command, each a second after the last. */
export class LogWriter {
  readonly events: RecordedEvent[] = [];
  /** What a client was told of each of its commands. */
  readonly acknowledged: Acknowledged[] = [];
  readonly #revisions = new Map<string, number>();
  #commands = 0;
  #ids = 0;

  /** The time of the next command, epoch milliseconds. */
  get now(): number {
    return beginning + this.#commands * second;
  }

  instant(fromNowMs = 0): string {
    return new Date(this.now + fromNowMs).toISOString();
  }

  id(): string {
    return derivedId('history', String(this.#ids++));
  }

  /** Revision of the stream's last event; -1 before the first. */
  revision(stream: string): number {
    return this.#revisions.get(stream) ?? -1;
  }

  /** Key of the next command of a person. */
  get nextKey(): string {
    return `key-${this.#commands}`;
  }

  /** A command of a person, with an idempotency key. */
  person(stream: string, ...events: readonly ShopEvent[]): RecordedEvent {
    return this.personWith(this.nextKey, stream, ...events);
  }

  personWith(key: string, stream: string, ...events: readonly ShopEvent[]): RecordedEvent {
    const more = { idempotency: { key, bodyHash: `body of ${key}` } };
    const last = this.#append(stream, derivedId('http', key), { id: 'alice', kind: 'user' }, more, events);
    this.acknowledged.push({ stream, revision: last.revision, key });
    return last;
  }

  /** A command of a process or another service. */
  machine(stream: string, ...events: readonly ShopEvent[]): RecordedEvent {
    return this.#append(stream, `command-${this.#commands}`, { id: 'fulfilment-process', kind: 'process' }, {}, events);
  }

  #append(
    stream: string,
    commandId: string,
    actor: EventMetadata['actor'],
    more: Partial<EventMetadata>,
    events: readonly ShopEvent[],
  ): RecordedEvent {
    const decidedAt = this.instant();
    this.#commands++;
    const metadata = { version: 1, decidedAt, commandId, $correlationId: commandId, $causationId: commandId, actor, ...more };
    events.forEach(({ type, data }, place) => {
      const revision = this.revision(stream) + 1;
      this.#revisions.set(stream, revision);
      const id = derivedId(commandId, String(place));
      const position = BigInt(this.events.length);
      this.events.push({ id, type, data, metadata, stream, revision, position, recordedAt: decidedAt });
    });
    const last = this.events.at(-1);
    if (!last) throw new Error('a command without events');
    return last;
  }
}

export async function* asLog(events: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* events;
}
