import type { EventStore } from '../../event-store/port.ts';
import type { KafkaConnection } from '../../kafka/connect.ts';
import type { Log } from '../../telemetry/port.ts';
import type { FeedBatch, FeedOptions } from '../port.ts';
import type { RefusedRecord } from './deliver.ts';
import { fillFromLog } from './fill.ts';
import { Follower } from './follow.ts';
import { Link, type LinkedTopic } from './link.ts';
import { Places } from './places.ts';
import type { Trust } from './trust.ts';
import { unlessAborted } from './within.ts';

export interface ReadingOptions {
  readonly connection: KafkaConnection;
  readonly prefix: string;
  readonly partitions: number;
  readonly eventStore: EventStore;
  readonly trust: Trust;
  readonly log: Log;
  /** Hears of every record that was passed over. */
  readonly onRefused?: ((refused: RefusedRecord) => void) | undefined;
}

/** One reader's way through its topics. */
export class Reading {
  readonly options: FeedOptions;
  readonly eventStore: EventStore;
  readonly trust: Trust;
  readonly log: Log;
  readonly #outer: ReadingOptions;
  /** Topics that were told to be missing or too small. */
  readonly #told = new Set<string>();

  constructor(outer: ReadingOptions, options: FeedOptions) {
    this.#outer = outer;
    this.options = options;
    this.eventStore = outer.eventStore;
    this.trust = outer.trust;
    this.log = outer.log.child({ reader: options.reader });
  }

  async *read(): AsyncGenerator<FeedBatch> {
    const { connection, prefix, partitions } = this.#outer;
    const { checkpoint, categories, signal } = this.options;
    const places = Places.at(checkpoint, categories, partitions);
    if (signal.aborted) return;
    const opening = Link.open(connection, prefix);
    const link = await unlessAborted(opening, signal);
    if (!link) {
      opening.then(
        (late) => late.close(),
        () => undefined, // nobody waits for it
      );
      return;
    }
    // A reader that has left for good does not come back to end the generator.
    const close = (): void => link.close();
    signal.addEventListener('abort', close, { once: true });
    try {
      const follower = new Follower(this, places, link);
      while (!signal.aborted) {
        const topics = this.#adopt(places, await link.topics(categories));
        if (places.torn.length > 0) yield* this.#fill(link, places, topics);
        yield* follower.follow(topics);
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      signal.removeEventListener('abort', close);
      link.close();
    }
  }

  async *#fill(link: Link, places: Places, topics: ReadonlyMap<string, LinkedTopic>): AsyncGenerator<FeedBatch> {
    const { eventStore, options } = this;
    for await (const events of fillFromLog({ link, eventStore }, places, topics, options.signal)) {
      if (events.length > 0) yield { events, checkpoint: places.toString(), caughtUp: false };
    }
  }

  /** The topics that can be read. What another topic than before leaves open is filled from the log. */
  #adopt(places: Places, found: ReadonlyMap<string, LinkedTopic>): ReadonlyMap<string, LinkedTopic> {
    const usable = new Map([...found].filter(([, { leaders }]) => leaders.length >= this.#outer.partitions));
    for (const category of this.options.categories) {
      const topic = usable.get(category);
      if (places.adopt(category, topic?.id ?? null) && topic) {
        this.log.warn('a topic was made anew; what it may not have is taken from the log', { category });
      }
      if (topic) this.#told.delete(category);
      else if (!this.#told.has(category)) {
        this.#told.add(category);
        const partitions = found.get(category)?.leaders.length ?? 0;
        this.log.warn('a topic is missing or has too few partitions; meanwhile the log is read', { category, partitions });
      }
    }
    return usable;
  }

  /** One line for a partition of a fetch: whoever may write to a topic should not fill the log too. */
  tellRefused(refused: readonly RefusedRecord[]): void {
    for (const [, [first, ...others]] of Map.groupBy(refused, ({ category, partition }) => `${category}/${partition}`)) {
      const { category, partition, offset, reason } = first!;
      const fields = { category, partition, offset: String(offset), reason, others: others.length };
      this.log.error('a record of a topic was refused', fields);
    }
    if (this.#outer.onRefused) for (const each of refused) this.#outer.onRefused(each);
  }
}
