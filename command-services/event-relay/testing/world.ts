import { randomUUID } from 'node:crypto';
import { categoryOf, type NewEvent, type RecordedEvent } from '@shop/shared-events';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { RenewablePublisher } from '@shop/platform/event-publisher/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { createRelay, type Relay, type RelayOptions } from '../relay.ts';

/** Lets everything run that needs neither time nor the outside. */
export function turn(): Promise<void> {
  // eslint-disable-next-line no-restricted-globals -- for tests alone: with the manual clock nothing else moves the loop on
  return new Promise((resolve) => setImmediate(resolve));
}

export const start = Date.parse('2026-01-01T12:00:00.000Z');

/** A relay at work: `done` is how it ended. */
export interface Running {
  readonly relay: Relay;
  readonly done: Promise<unknown>;
  /** Stops it as a signal does. */
  stop(): Promise<unknown>;
}

/** A log in memory, and relays beside each other that carry it. */
export class World {
  readonly clock = manualClock(start);
  store: EventStore = memoryEventStore({ clock: this.clock });
  readonly #revisions = new Map<string, number>();

  /** Appends events to a stream, one append each. */
  async append(stream: string, count = 1): Promise<void> {
    for (let i = 0; i < count; i++) {
      const revision = this.#revisions.get(stream) ?? -1;
      await this.store.append(stream, revision < 0 ? 'no_stream' : revision, [newEvent(revision + 1)]);
      this.#revisions.set(stream, revision + 1);
    }
  }

  run(publisher: RenewablePublisher, options: Partial<RelayOptions> = {}): Running {
    const stop = new AbortController();
    const relay = createRelay({ store: this.store, publisher, clock: this.clock, log: silentLog, ...options });
    const done = relay.run(stop.signal).then(
      () => null,
      (error: unknown) => error,
    );
    return {
      relay,
      done,
      stop() {
        stop.abort();
        return done;
      },
    };
  }

  /** Lets time pass until the condition holds; throws where it does not within ten minutes. */
  async until(holds: () => boolean, stepMs = 50): Promise<void> {
    for (let waited = 0; waited < 600_000; waited += stepMs) {
      for (let i = 0; i < 10; i++) {
        if (holds()) return;
        await turn();
      }
      await this.clock.advance(stepMs);
    }
    throw new Error('it never came to pass');
  }

  /** Stops a relay whose broker takes time. */
  async stopped(running: Running): Promise<void> {
    let ended = false;
    void running.stop().then(() => (ended = true));
    await this.until(() => ended);
  }

  async logged(...categories: readonly string[]): Promise<RecordedEvent[]> {
    const events: RecordedEvent[] = [];
    for await (const event of this.store.readAll(categories.length > 0 ? { filter: { categories } } : {})) events.push(event);
    return events;
  }
}

export function newEvent(revision: number): NewEvent {
  return {
    id: randomUUID(),
    type: 'OrderConfirmed',
    data: { revision },
    metadata: {
      version: 1,
      decidedAt: '2026-01-01T12:00:00.000Z',
      commandId: 'command',
      $correlationId: 'correlation',
      $causationId: 'causation',
      actor: { id: 'someone', kind: 'user' },
    },
  };
}

/** Each event where it was seen first. */
export function firstSeen(events: readonly RecordedEvent[]): RecordedEvent[] {
  const seen = new Set<string>();
  return events.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** What stands in the topic, first seen, by stream; each must be dense from revision 0. */
export function revisionsOf(events: readonly RecordedEvent[]): Readonly<Record<string, readonly number[]>> {
  const streams = Object.groupBy(firstSeen(events), ({ stream }) => stream);
  return Object.fromEntries(
    Object.entries(streams).map(([stream, its]) => [stream, (its ?? []).map(({ revision }) => revision)]),
  );
}

/** Revisions by stream as they stand in the log. */
export function expectedOf(log: readonly RecordedEvent[], category: string): Readonly<Record<string, readonly number[]>> {
  return revisionsOf(log.filter(({ stream }) => categoryOf(stream) === category));
}
