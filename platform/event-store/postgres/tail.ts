import type { RecordedEvent } from '@shop/shared-events';
import { lastPosition, type LogReader } from './log-reader.ts';
import { decodeRow } from './wire.ts';

/** What the tail keeps at most: events, and characters of theirs. */
export interface TailBounds {
  readonly events: number;
  readonly characters: number;
}

/** Rows fetched at once. */
const fetched = 512;

interface Entry {
  readonly event: RecordedEvent;
  readonly size: number;
}

/**
 * The newest events of the log, fetched and decoded once for all readers at the head; they share the events and
 * must not change them. Positions have no gaps, so an entry is found by counting.
 */
export class Tail {
  readonly #reader: LogReader;
  readonly #bounds: TailBounds;
  #entries: Entry[] = [];
  #characters = 0;
  /** Position of the last entry, or of the event before the first to come. */
  #last = -1n;
  #atHead = false;
  #fetching: Promise<void> | undefined;
  #next: Promise<void> | undefined;

  constructor(reader: LogReader, bounds: TailBounds) {
    this.#reader = reader;
    this.#bounds = bounds;
  }

  get last(): bigint {
    return this.#last;
  }

  /** Whether the last fetch reached the end of the log. */
  get atHead(): boolean {
    return this.#atHead;
  }

  /** Whether everything after a position, up to {@link last}, is here. */
  holds(after: bigint): boolean {
    return after <= this.#last && after >= this.#last - BigInt(this.#entries.length);
  }

  /** Begins anew behind a position that is in the log. */
  restart(position: bigint): void {
    this.#entries = [];
    this.#characters = 0;
    this.#last = position;
    this.#atHead = false;
  }

  /** Fetches what came. Who asks while a fetch is under way, which may have missed it, shares the next one. */
  refresh(): Promise<void> {
    if (this.#next) return this.#next;
    if (!this.#fetching) return this.#begin();
    const begin = (): Promise<void> => {
      this.#next = undefined;
      return this.#begin();
    };
    this.#next = this.#fetching.then(begin, begin);
    return this.#next;
  }

  #begin(): Promise<void> {
    this.#fetching = this.#fetch().finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const above = this.#last;
    const { rows, complete } = await this.#reader.rows({ above, upTo: lastPosition }, 'forwards', fetched);
    if (this.#last !== above) return;
    for (const row of rows) this.#push({ event: decodeRow(row), size: row[6] });
    this.#atHead = complete;
    this.#dropOldest();
  }

  #push(entry: Entry): void {
    this.#entries.push(entry);
    this.#characters += entry.size;
    this.#last = entry.event.position;
  }

  #dropOldest(): void {
    let dropped = 0;
    while (this.#entries.length - dropped > this.#bounds.events || this.#characters > this.#bounds.characters) {
      this.#characters -= (this.#entries[dropped] as Entry).size;
      dropped++;
    }
    if (dropped > 0) this.#entries.splice(0, dropped);
  }

  /** What is behind a position that the tail {@link holds}. */
  *after(position: bigint): Generator<RecordedEvent> {
    const from = this.#entries.length - Number(this.#last - position);
    for (let i = from; i < this.#entries.length; i++) yield (this.#entries[i] as Entry).event;
  }
}
