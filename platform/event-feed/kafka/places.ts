import { categoryOf } from '@shop/shared-events';
import { partitionOf } from '../../kafka/partition-of.ts';

/** Where a reader stands in one partition. */
export interface Place {
  readonly category: string;
  readonly partition: number;
  /**
   * Of the next record to read; null where the topic does not have all that is missing, or where that is not known:
   * then the log is read after `position`, and the topic joined at its end.
   */
  offset: bigint | null;
  /** All events of the partition up to this position of the log have been delivered. */
  position: bigint;
  /** The part of them that came from the log: what the topic has of it is not delivered again. */
  filledTo: bigint;
}

type Written = Pick<Place, 'offset' | 'position'>;

/** A topic as the reader knows it. */
interface TopicPlaces {
  /** The broker's own id; null where no record of it was ever to be read. */
  id: string | null;
  readonly places: readonly Place[];
}

/**
 * Where a reader stands: what a checkpoint tells. In short it is a position of the log, as a feed of the log itself
 * writes it: everything after it is to come. At length it is JSON that gives for each category the topic's id and,
 * partition by partition, `offset:position`.
 */
export class Places {
  readonly #topics: ReadonlyMap<string, TopicPlaces>;
  readonly #partitions: number;

  private constructor(topics: ReadonlyMap<string, TopicPlaces>, partitions: number) {
    this.#topics = topics;
    this.#partitions = partitions;
  }

  /** Throws `RangeError` where the checkpoint is not one of this feed. */
  static at(checkpoint: string | null, categories: readonly string[], partitions: number): Places {
    const { after, topics } = parse(checkpoint ?? '-1');
    const entries = categories.map((category): [string, TopicPlaces] => {
      const { id, places } = topics.get(category) ?? { id: null, places: [] };
      // Streams lie elsewhere where the number of partitions was another: only what all of them had is sure.
      const known = places.length === partitions;
      const least = places.reduce((low, { position }) => (position < low ? position : low), places[0]?.position ?? after);
      const all = Array.from({ length: partitions }, (_, partition): Place => {
        const place = known ? places[partition]! : { offset: null, position: least };
        return { category, partition, ...place, filledTo: -1n };
      });
      return [category, { id, places: all }];
    });
    return new Places(new Map(entries), partitions);
  }

  get all(): readonly Place[] {
    return [...this.#topics.values()].flatMap(({ places }) => places);
  }

  /** Those that have to be filled from the log. */
  get torn(): readonly Place[] {
    return this.all.filter(({ offset }) => offset === null);
  }

  /** The highest position of the log that was delivered. */
  get highest(): bigint {
    return this.all.reduce((high, { position }) => (position > high ? position : high), -1n);
  }

  /** Claims nothing of the log after the position; what is read of the topics stays where it is. */
  notBeyond(position: bigint): this {
    for (const place of this.all) if (place.position > position) place.position = position;
    return this;
  }

  of(category: string, partition: number): Place | undefined {
    return this.#topics.get(category)?.places[partition];
  }

  /** Where the events of a stream come from. */
  ofStream(stream: string): Place | undefined {
    return this.of(categoryOf(stream), partitionOf(stream, this.#partitions));
  }

  /**
   * Takes the topic as it is now, null where it is not there. In another one than before no offset means anything:
   * then the answer is true.
   */
  adopt(category: string, id: string | null): boolean {
    const topic = this.#topics.get(category);
    if (!topic || topic.id === id) return false;
    const wasRead = topic.id !== null;
    topic.id = id;
    for (const place of topic.places) place.offset = null;
    return wasRead;
  }

  toString(): string {
    const topics = [...this.#topics].map(([category, { id, places }]) => [
      category,
      [id ?? '', ...places.map(({ offset, position }) => `${offset ?? ''}:${position}`)].join(' '),
    ]);
    return JSON.stringify(Object.fromEntries(topics));
  }
}

interface Parsed {
  readonly after: bigint;
  readonly topics: ReadonlyMap<string, { readonly id: string | null; readonly places: readonly Written[] }>;
}

const topicForm = /^([\w-]{22})?( \d{0,19}:(-1|\d{1,19}))+$/;

function parse(checkpoint: string): Parsed {
  if (/^(-1|\d{1,19})$/.test(checkpoint)) return { after: BigInt(checkpoint), topics: new Map() };
  const topics = new Map<string, { id: string | null; places: Written[] }>();
  for (const [category, text] of Object.entries(jsonObject(checkpoint))) {
    if (typeof text !== 'string' || !topicForm.test(text)) throw notOurs(checkpoint);
    const [id, ...places] = text.split(' ') as [string, ...string[]];
    const read = places.map((place) => {
      const [offset, position] = place.split(':') as [string, string];
      return { offset: offset === '' ? null : BigInt(offset), position: BigInt(position) };
    });
    topics.set(category, { id: id === '' ? null : id, places: read });
  }
  return { after: -1n, topics };
}

function jsonObject(checkpoint: string): object {
  try {
    const parsed: unknown = JSON.parse(checkpoint);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed;
  } catch {
    // Told below.
  }
  throw notOurs(checkpoint);
}

function notOurs(checkpoint: string): RangeError {
  return new RangeError(`${JSON.stringify(checkpoint.slice(0, 60))} is not a checkpoint of this feed`);
}
