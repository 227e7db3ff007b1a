import type { EventBatch, StreamFilter } from '../port.ts';
import { headOf, logPage, pageBounds } from './pages.ts';
import type { Reader } from './reader.ts';

/** Reads the log forwards in batches, each when it is asked for, and tells of each whether it reaches the head. */
export class PageReader {
  readonly #reader: Reader;
  readonly #filter: StreamFilter | undefined;
  readonly #limit: number;
  /** The head as it was last asked for. What lies before it needs no asking again. */
  #head: bigint | undefined;

  constructor(reader: Reader, filter: StreamFilter | undefined, batchSize: number) {
    this.#reader = reader;
    this.#filter = filter;
    this.#limit = Math.min(batchSize, pageBounds.events);
  }

  /** The batch behind a position; of the same position where nothing is there. `more`: the page was full. */
  async next(after: bigint): Promise<EventBatch & { readonly more: boolean }> {
    if (this.#head === undefined || this.#head <= after) this.#head = await headOf(this.#reader);
    // The head comes first: what is read after it reaches at least as far.
    const head = this.#head;
    if (head <= after) return { events: [], position: after, caughtUp: true, more: false };
    if (this.#filter?.categories.length === 0) return { events: [], position: head, caughtUp: true, more: false };
    const { events, last, full } = await logPage(this.#reader, 'forwards', after, this.#filter, this.#limit);
    const reached = last ?? after;
    if (!full) return { events, position: reached > head ? reached : head, caughtUp: true, more: false };
    if (reached >= head) this.#head = await headOf(this.#reader);
    return { events, position: reached, caughtUp: reached >= this.#head, more: true };
  }
}
