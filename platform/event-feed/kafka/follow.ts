import { EventFeedUnavailableError, type FeedBatch } from '../port.ts';
import { deliver, type Fetched } from './deliver.ts';
import type { FetchAnswer, FetchAsk } from './fetch-request.ts';
import type { Link, LinkedTopic } from './link.ts';
import type { Place, Places } from './places.ts';
import type { Reading } from './reading.ts';
import { pause, unlessAborted } from './within.ts';

/** How long a broker waits for a first record before it answers that there is none. */
const longPollMs = 500;
/** How often a topic that is not there is looked for where nothing else is to be read. */
const lookAgainMs = 250;
const offsetOutOfRange = 1;
const firstPauseMs = 50;
const longestPauseMs = 1_000;
/** About 10 s of errors in a row: then whoever reads should know. */
const mostFailures = 14;

/** What one leader answered. */
interface Answered {
  readonly leader: number;
  readonly asks: readonly (FetchAsk & { readonly place: Place })[];
  readonly answers: readonly FetchAnswer[];
}

/** Follows topics from where the places stand, until one of them must be looked at anew. */
export class Follower {
  readonly #reading: Reading;
  readonly #places: Places;
  readonly #link: Link;
  readonly #ends = new Map<Place, bigint>();
  /** Where the partitions ended when they were first read: what lies before may be older than the log is now. */
  readonly #firstEnds = new Map<Place, bigint>();
  readonly #pending = new Map<number, Promise<Answered>>();
  #turn = 0;
  #failures = 0;
  #toldCaughtUp = false;

  constructor(reading: Reading, places: Places, link: Link) {
    this.#reading = reading;
    this.#places = places;
    this.#link = link;
  }

  /** Ends when a topic is missing or torn, has lost a leader or answers errors, and when the signal aborts. */
  async *follow(topics: ReadonlyMap<string, LinkedTopic>): AsyncGenerator<FeedBatch> {
    const { signal } = this.#reading.options;
    for (let whole = true; whole && !signal.aborted;) {
      whole = this.#ask(topics);
      if (this.#pending.size === 0) return pause(lookAgainMs, signal);
      const answered = await unlessAborted(Promise.race(this.#pending.values()), signal);
      if (!answered) return;
      this.#pending.delete(answered.leader);
      const current = placed(answered, topics);
      const failed = this.#failedOf(current);
      const { events, refused } = await deliver(this.#fetchedOf(current), this.#places, this.#reading);
      this.#reading.tellRefused(refused);
      const caughtUp = whole && failed === 0 && (await this.#isCaughtUp());
      if (events.length > 0 || (caughtUp && !this.#toldCaughtUp)) {
        this.#toldCaughtUp = caughtUp;
        yield { events, checkpoint: this.#places.toString(), caughtUp };
      }
      if (failed > 0) return this.#backOff();
      this.#failures = 0;
    }
  }

  /** Asks each leader that owes no answer. False where some place cannot be asked for. */
  #ask(topics: ReadonlyMap<string, LinkedTopic>): boolean {
    const asks = this.#places.all.flatMap((place) => {
      const topic = topics.get(place.category);
      const leader = topic?.leaders[place.partition] ?? -1;
      if (!topic || leader < 0 || place.offset === null) return [];
      return [{ place, leader, topicId: topic.id, partition: place.partition, offset: place.offset }];
    });
    for (const [leader, asked] of Map.groupBy(asks, (ask) => ask.leader)) {
      if (this.#pending.has(leader)) continue;
      // Brokers fill an answer from the front: each partition comes first in its turn.
      const first = this.#turn++ % asked.length;
      const inTurn = [...asked.slice(first), ...asked.slice(0, first)];
      const maxWaitMs = inTurn.every(({ place }) => this.#ends.has(place)) ? longPollMs : 0;
      const answer = this.#link.fetch(leader, inTurn, maxWaitMs);
      this.#pending.set(
        leader,
        answer.then((answers) => ({ leader, asks: inTurn, answers })),
      );
    }
    return asks.length === this.#places.all.length;
  }

  #fetchedOf(answers: readonly Placed[]): readonly Fetched[] {
    return answers.flatMap(({ place, answer }) => {
      if (answer.errorCode !== 0) return [];
      this.#ends.set(place, answer.highWatermark);
      const firstEnd = getOrSet(this.#firstEnds, place, answer.highWatermark);
      const old = place.offset !== null && place.offset < firstEnd;
      return answer.records.length > 0 ? [{ place, records: answer.records, old }] : [];
    });
  }

  /** How many partitions answered with an error. What an offset out of range leaves open is filled from the log. */
  #failedOf(answers: readonly Placed[]): number {
    const failed = answers.filter(({ answer }) => answer.errorCode !== 0);
    for (const { place, answer } of failed) {
      const { category, partition, offset } = place;
      const fields = { category, partition, offset: String(offset), errorCode: answer.errorCode };
      if (answer.errorCode === offsetOutOfRange) {
        place.offset = null;
        this.#reading.log.warn('a partition no longer has what was to be read next; it is taken from the log', fields);
      } else if (this.#failures === 0) this.#reading.log.warn('a partition cannot be read for now', fields);
    }
    return failed.length;
  }

  /** At the end of every topic, and the log has nothing that was not carried there yet. */
  async #isCaughtUp(): Promise<boolean> {
    const { eventStore, options } = this.#reading;
    const atEnd = this.#places.all.every(
      (place) => place.offset !== null && place.offset >= (this.#ends.get(place) ?? place.offset + 1n),
    );
    if (!atEnd || this.#toldCaughtUp) return atEnd;
    const filter = { categories: options.categories };
    for await (const _ of eventStore.readAll({ after: this.#places.highest, filter, limit: 1 })) return false;
    return true;
  }

  async #backOff(): Promise<void> {
    if (++this.#failures > mostFailures) throw new EventFeedUnavailableError('Kafka has answered errors for a while');
    if (this.#places.torn.length > 0 && this.#failures === 1) return;
    await pause(Math.min(longestPauseMs, firstPauseMs * 2 ** (this.#failures - 1)), this.#reading.options.signal);
  }
}

function getOrSet<K, V>(map: Map<K, V>, key: K, value: V): V {
  if (!map.has(key)) map.set(key, value);
  return map.get(key) as V;
}

/** An answer with the place it is for. */
interface Placed {
  readonly place: Place;
  readonly answer: FetchAnswer;
}

/** Answers that still count: not for a place that has moved, or a topic that was made anew, since they were asked for. */
function placed({ asks, answers }: Answered, topics: ReadonlyMap<string, LinkedTopic>): readonly Placed[] {
  const asked = new Map(asks.map((ask) => [`${ask.topicId}/${ask.partition}`, ask]));
  return answers.flatMap((answer) => {
    const ask = asked.get(`${answer.topicId}/${answer.partition}`);
    if (!ask || ask.place.offset !== ask.offset || topics.get(ask.place.category)?.id !== ask.topicId) return [];
    return [{ place: ask.place, answer }];
  });
}
