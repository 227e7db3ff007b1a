import { categoryOf } from '@shop/shared-events/stream-names.ts';
import type { RecordedEvent } from '@shop/shared-events';
import type { EventBatch, StreamFilter } from '../port.ts';
import type { LogReader } from './log-reader.ts';
import { decodeRow, type Row } from './rows.ts';
import { Tail, tailReach } from './tail.ts';

/** A batch ends with the event that brings it to this many characters. */
const batchCharacters = 4 * 1024 * 1024;

/** Positions that one read under a filter goes through at most: about 5 ms. */
const filterWindow = 8_192;

/** A batch holds no more than that, whatever was asked for: one batch is one page. */
const mostRows = 1_024;

const tailBounds = { events: 4_096, characters: 8 * 1024 * 1024 };

/** Makes the batches of subscriptions: from the tail where the reader is near the head, else from the log. */
export class Batches {
  readonly #reader: LogReader;
  readonly #tail: Tail;

  constructor(reader: LogReader) {
    this.#reader = reader;
    this.#tail = new Tail(reader, tailBounds);
  }

  after(position: bigint, filter: StreamFilter | undefined, asked: number): EventBatch {
    const limit = Math.min(asked, mostRows);
    const head = this.#reader.head();
    const after = position < -1n ? -1 : Number(position);
    if (after >= head) return { events: [], position, caughtUp: true };
    if (head - after <= tailReach && this.#tail.reach(after, head)) return this.#fromTail(after, head, filter, limit);
    return this.#fromLog(after, head, filter, limit);
  }

  #fromTail(after: number, head: number, filter: StreamFilter | undefined, limit: number): EventBatch {
    const pile = new Pile(limit);
    let position = after;
    for (const row of this.#tail.after(after)) {
      if (row[0] > head || pile.full) break;
      position = row[0];
      if (filter === undefined || filter.categories.includes(categoryOf(row[1]))) pile.add(row, this.#tail.decoded(row));
    }
    return { events: pile.events, position: BigInt(position), caughtUp: position === head };
  }

  #fromLog(after: number, head: number, filter: StreamFilter | undefined, limit: number): EventBatch {
    const upTo = filter ? Math.min(head, Math.max(after, 0) + filterWindow) : head;
    const range = { above: after, upTo };
    const rows = filter
      ? this.#reader.filteredRows(range, filter, 'forwards', limit)
      : this.#reader.rows(range, 'forwards', limit);
    const pile = new Pile(limit);
    let position = after;
    for (const row of rows) {
      if (pile.full) break;
      position = row[0];
      pile.add(
        row,
        decodeRow(row, (at) => this.#reader.texts(at)),
      );
    }
    // Nothing was left out: under a filter the rest of the window holds nothing for this reader.
    if (!pile.full) position = upTo;
    return { events: pile.events, position: BigInt(position), caughtUp: position === head };
  }
}

/** Events up to a number and up to a size, but at least one. */
class Pile {
  readonly events: RecordedEvent[] = [];
  readonly #limit: number;
  #characters = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.events.length >= this.#limit || this.#characters >= batchCharacters;
  }

  add(row: Row, event: RecordedEvent): void {
    this.events.push(event);
    this.#characters += row[6];
  }
}
