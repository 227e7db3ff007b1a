import { categoryOf } from '@shop/shared-events/stream-names.ts';
import type { EventBatch, StreamFilter } from '../port.ts';
import type { LogReader } from './log-reader.ts';
import { Tail } from './tail.ts';
import { decodeRow } from './wire.ts';

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

  async after(position: bigint, filter: StreamFilter | undefined, asked: number): Promise<EventBatch> {
    const limit = Math.min(asked, mostRows);
    // A reader whose first page is far behind must not wait for the tail, which may be at the head already.
    if (position < this.#tail.last && !this.#tail.holds(position)) return this.#fromLog(position, filter, limit);
    await this.#tail.refresh();
    if (this.#tail.holds(position)) return this.#fromTail(position, filter, limit);
    if (position > this.#tail.last) return this.#ahead(position, filter, limit);
    return this.#fromLog(position, filter, limit);
  }

  #fromTail(after: bigint, filter: StreamFilter | undefined, limit: number): EventBatch {
    const events = [];
    let position = after;
    for (const event of this.#tail.after(after)) {
      if (events.length >= limit) break;
      position = event.position;
      if (filter === undefined || filter.categories.includes(categoryOf(event.stream))) events.push(event);
    }
    return { events, position, caughtUp: position === this.#tail.last && this.#tail.atHead };
  }

  /** Nobody has read as far yet in this process, or there is nothing there. */
  async #ahead(position: bigint, filter: StreamFilter | undefined, limit: number): Promise<EventBatch> {
    const head = await this.#reader.head();
    if (position >= head) {
      if (head > this.#tail.last) this.#tail.restart(head);
      return { events: [], position, caughtUp: true };
    }
    if (position > this.#tail.last) this.#tail.restart(position);
    return this.#fromLog(position, filter, limit);
  }

  async #fromLog(after: bigint, filter: StreamFilter | undefined, limit: number): Promise<EventBatch> {
    const head = await this.#reader.head();
    if (after >= head) return { events: [], position: after, caughtUp: true };
    const range = { above: after < -1n ? -1n : after, upTo: head };
    const { rows, complete } = filter
      ? await this.#reader.filteredRows(range, filter, 'forwards', limit)
      : await this.#reader.rows(range, 'forwards', limit);
    const events = rows.map(decodeRow);
    // Nothing was left out: under a filter the rest holds nothing for this reader.
    const position = complete ? head : (events.at(-1)?.position ?? head);
    return { events, position, caughtUp: position === head };
  }
}
