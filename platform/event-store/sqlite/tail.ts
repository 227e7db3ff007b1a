import type { RecordedEvent } from '@shop/shared-events';
import type { LogReader } from './log-reader.ts';
import { decodeRow, type Row } from './rows.ts';

/** What the tail keeps at most: events, and characters of theirs. */
export interface TailBounds {
  readonly events: number;
  readonly characters: number;
}

/** Rows fetched at once. A reader further behind than that reads the log for itself. */
export const tailReach = 512;

interface Entry {
  readonly row: Row;
  event: RecordedEvent | undefined;
}

/**
 * The newest events of the log, read and decoded once for all readers at the head. Decoded when the first of
 * them asks; the readers share the event and must not change it.
 */
export class Tail {
  readonly #reader: LogReader;
  readonly #bounds: TailBounds;
  /** Dense by position: entry i is at `#first + i`. */
  #entries: Entry[] = [];
  #dropped = 0;
  #first = 0;
  #characters = 0;

  constructor(reader: LogReader, bounds: TailBounds) {
    this.#reader = reader;
    this.#bounds = bounds;
  }

  /** Position of the last entry. */
  get #last(): number {
    return this.#first + (this.#entries.length - this.#dropped) - 1;
  }

  /** Moves the tail up to the head as far as one fetch reaches; tells whether the event behind `after` is in it. */
  reach(after: number, head: number): boolean {
    if (this.#entries.length === 0 || after > this.#last || head - this.#last > tailReach) this.#restart(after);
    if (after < this.#first - 1) return false;
    if (this.#last < head) {
      for (const row of this.#reader.rows({ above: this.#last, upTo: head }, 'forwards', tailReach)) this.#push(row);
    }
    return after >= this.#first - 1 && after < this.#last;
  }

  #restart(after: number): void {
    this.#entries = [];
    this.#dropped = 0;
    this.#first = Math.max(after, 0) + 1;
    this.#characters = 0;
  }

  #push(row: Row): void {
    this.#entries.push({ row, event: undefined });
    this.#characters += row[6];
    while (this.#entries.length - this.#dropped > this.#bounds.events || this.#characters > this.#bounds.characters) {
      this.#characters -= (this.#entries[this.#dropped] as Entry).row[6];
      this.#dropped++;
      this.#first++;
    }
    if (this.#dropped < 1_024 && this.#dropped < this.#entries.length) return;
    this.#entries.splice(0, this.#dropped);
    this.#dropped = 0;
  }

  /** The rows after a position that {@link reach} found to be here. */
  *after(position: number): Generator<Row> {
    const from = this.#dropped + Math.max(position + 1 - this.#first, 0);
    for (let i = from; i < this.#entries.length; i++) yield (this.#entries[i] as Entry).row;
  }

  /** The event of a row of the tail. */
  decoded(row: Row): RecordedEvent {
    const entry = this.#entries[this.#dropped + row[0] - this.#first] as Entry;
    return (entry.event ??= decodeRow(entry.row, (position) => this.#reader.texts(position)));
  }
}
