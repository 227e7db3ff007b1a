import type { Broker, ProtocolRequest } from 'kafkajs/src/cluster/index.js';
import type { KafkaConnection } from '../../kafka/connect.ts';
import { readTopics, type TopicState } from '../../kafka/read-topics.ts';
import { topicOf } from '../../kafka/topics.ts';
import { EventFeedUnavailableError } from '../port.ts';
import { endOffsetsRequest } from './end-offsets-request.ts';
import { type FetchAnswer, type FetchAsk, fetchRequest } from './fetch-request.ts';
import { within } from './within.ts';

/** An answer that takes this much longer than it should never comes, ms: a connection can be dead without a word. */
const patienceMs = 8_000;
/** One answer is held in memory at a time and leader. */
const maxBytes = 1024 * 1024;
const partitionMaxBytes = 512 * 1024;

/** A topic that is there, as far as readers need it. */
export interface LinkedTopic {
  readonly topic: string;
  readonly id: string;
  /** Node ids by partition; -1 where a partition has no leader at the moment. */
  readonly leaders: readonly number[];
}

/**
 * Connections of one reader to the brokers: a broker answers the requests of a connection one after the other, so
 * readers that wait for records cannot share one. Whatever fails is thrown as {@link EventFeedUnavailableError}.
 */
export class Link {
  readonly #cluster: ReturnType<KafkaConnection['cluster']>;
  readonly #prefix: string;
  readonly #connecting = new Map<number, Promise<Broker>>();
  readonly #underWay = new Set<Promise<unknown>>();
  #closed = false;

  private constructor(cluster: ReturnType<KafkaConnection['cluster']>, prefix: string) {
    this.#cluster = cluster;
    this.#prefix = prefix;
  }

  static async open(connection: KafkaConnection, prefix: string): Promise<Link> {
    const link = new Link(connection.cluster(), prefix);
    try {
      await link.#answer(link.#cluster.connect());
      await link.#answer(link.#cluster.refreshMetadata());
      return link;
    } catch (error) {
      link.close();
      throw error;
    }
  }

  /** The topics of the categories; those that are not there are left out. */
  async topics(categories: readonly string[]): Promise<ReadonlyMap<string, LinkedTopic>> {
    const names = new Map(categories.map((category) => [topicOf(this.#prefix, category), category]));
    const states: readonly TopicState[] = await this.#answer(readTopics(this.#cluster, [...names.keys()]));
    return new Map(states.map((state) => [names.get(state.topic) as string, state]));
  }

  /** What the leader has of its partitions; waits up to `maxWaitMs` for something. */
  async fetch(
    leader: number,
    asks: readonly FetchAsk[],
    maxWaitMs: number,
    most = partitionMaxBytes,
  ): Promise<readonly FetchAnswer[]> {
    const request = fetchRequest(asks, { maxWaitMs, maxBytes, partitionMaxBytes: most });
    const { errorCode, answers } = await this.#send(leader, request, maxWaitMs);
    if (errorCode !== 0) throw new EventFeedUnavailableError(`Kafka refuses to be read: error ${errorCode}`);
    return answers;
  }

  /** Where the partitions of the topics end, by `topic/partition`; those whose leader does not tell are left out. */
  async endOffsets(topics: Iterable<LinkedTopic>): Promise<ReadonlyMap<string, bigint>> {
    const asks = [...topics].flatMap(({ topic, leaders }) => leaders.map((leader, partition) => ({ topic, partition, leader })));
    const led = asks.filter(({ leader }) => leader >= 0);
    const ends = new Map<string, bigint>();
    for (const [leader, asked] of Map.groupBy(led, (ask) => ask.leader)) {
      for (const { topic, partition, errorCode, offset } of await this.#send(leader, endOffsetsRequest(asked), 0)) {
        if (errorCode === 0) ends.set(`${topic}/${partition}`, offset);
      }
    }
    return ends;
  }

  /**
   * Takes no more requests, and disconnects when those under way are over: kafkajs leaves a connection behind for ever
   * that was still being made. Nobody waits for it.
   */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    Promise.allSettled(this.#underWay)
      .then(() => this.#cluster.disconnect())
      .catch(() => {
        // Whoever is left without a connection has what it wanted.
      });
  }

  async #send<T>(leader: number, request: ProtocolRequest<T>, maxWaitMs: number): Promise<T> {
    const broker = await this.#broker(leader);
    if (this.#closed) throw new EventFeedUnavailableError('the connection to Kafka is closed');
    return this.#answer(broker.connectionPool.send(request), maxWaitMs);
  }

  /** Whoever asks while it is being connected to waits for the same connection: kafkajs would try once for each. */
  #broker(leader: number): Promise<Broker> {
    const known = this.#connecting.get(leader);
    if (known) return known;
    const connecting = this.#answer(this.#cluster.findBroker({ nodeId: String(leader) })).finally(() =>
      this.#connecting.delete(leader),
    );
    this.#connecting.set(leader, connecting);
    return connecting;
  }

  async #answer<T>(answer: Promise<T>, waitMs = 0): Promise<T> {
    this.#underWay.add(answer);
    try {
      return await within(answer, waitMs + patienceMs);
    } catch (error) {
      if (error instanceof EventFeedUnavailableError) throw error;
      throw new EventFeedUnavailableError(`Kafka cannot be read: ${(error as Error).message}`, { cause: error });
    } finally {
      answer.then(
        () => this.#underWay.delete(answer),
        () => this.#underWay.delete(answer),
      );
    }
  }
}
