import { randomBytes } from 'node:crypto';
import { categoryOf, type NewEvent, type RecordedEvent } from '@shop/shared-events';
import { checkCount } from '../arguments.ts';
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
} from '../port.ts';

/**
 * A view of a store that others use too and that cannot be emptied: as if it were a new one. Categories carry a tag of
 * the view's own, so that streams, their order and filters by category stay what they are; what others write is left
 * out, and positions are those of the view's own events.
 */
export async function isolatedView(store: EventStore): Promise<EventStore> {
  return new IsolatedView(store, await store.head());
}

class IsolatedView implements EventStore {
  readonly #store: EventStore;
  /** Head of the store when the view began: nothing of the view stands before it. */
  readonly #base: bigint;
  readonly #tag = `.${randomBytes(6).toString('hex')}`;
  /** Positions of the view's events as far as it has looked. */
  readonly #positions: bigint[] = [];
  #looked: bigint;
  #looking: Promise<void> = Promise.resolve();

  constructor(store: EventStore, base: bigint) {
    this.#store = store;
    this.#base = base;
    this.#looked = base;
  }

  async append(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): Promise<AppendResult> {
    try {
      return await this.#store.append(stream === '' ? stream : this.#tagged(stream), expected, events);
    } catch (error) {
      if (!(error instanceof WrongExpectedRevisionError)) throw error;
      throw new WrongExpectedRevisionError(stream, error.expected, error.actual);
    }
  }

  async *readStream(stream: string, options?: ReadStreamOptions): AsyncGenerator<RecordedEvent> {
    for await (const event of this.#store.readStream(this.#tagged(stream), options)) yield { ...event, stream };
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<RecordedEvent> {
    const { limit = Infinity, direction = 'forwards' } = options;
    if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
    const after = options.after === undefined ? undefined : await this.#ownPosition(options.after);
    if (limit === 0 || (direction === 'backwards' && after === -1n)) return;
    let left = limit;
    for await (const event of this.#store.readAll({
      direction,
      ...this.#from(after, direction),
      ...this.#filter(options.filter),
    })) {
      if (event.position <= this.#base) return;
      const own = this.#own(event);
      if (!own) continue;
      yield own;
      if (--left === 0) return;
    }
  }

  async *subscribeAll(options: SubscribeAllOptions): AsyncGenerator<EventBatch> {
    let position: bigint | undefined;
    const { after = -1n, filter, ...rest } = options;
    const batches = this.#store.subscribeAll({ ...rest, ...this.#from(after, 'forwards'), ...this.#filter(filter) });
    for await (const batch of batches) {
      const reached = await this.#ownPosition(batch.position);
      const events = batch.events.flatMap((event) => this.#own(event) ?? []);
      // Where others alone moved the store's position, nothing has happened here.
      if (reached === position && events.length === 0) continue;
      position = reached;
      yield { events, position, caughtUp: batch.caughtUp };
    }
  }

  head(): Promise<bigint> {
    return this.#store.head().then((head) => this.#ownPosition(head));
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  /**
   * Position of the view's last event up to a position; -1 where there is none. Only positions that the store itself
   * gave to events are read from: others may mean nothing to it.
   */
  async #ownPosition(upTo: bigint): Promise<bigint> {
    await (this.#looking = this.#looking.then(() => this.#look()));
    return this.#positions.findLast((position) => position <= upTo) ?? -1n;
  }

  /** Takes note of what was written since it looked last. */
  async #look(): Promise<void> {
    for await (const event of this.#store.readAll({ after: this.#looked })) {
      this.#looked = event.position;
      if (this.#own(event)) this.#positions.push(event.position);
    }
  }

  #from(after: bigint | undefined, direction: 'forwards' | 'backwards'): { readonly after?: bigint } {
    if (direction === 'backwards') return after === undefined ? {} : { after };
    return { after: after === undefined || after < this.#base ? this.#base : after };
  }

  #filter(filter: StreamFilter | undefined): { readonly filter?: StreamFilter } {
    return filter ? { filter: { categories: filter.categories.map((category) => category + this.#tag) } } : {};
  }

  #tagged(stream: string): string {
    const category = categoryOf(stream);
    return category + this.#tag + stream.slice(category.length);
  }

  #own(event: RecordedEvent): RecordedEvent | undefined {
    const category = categoryOf(event.stream);
    if (!category.endsWith(this.#tag)) return undefined;
    const plain = category.slice(0, -this.#tag.length);
    return { ...event, stream: plain + event.stream.slice(category.length) };
  }
}
