import type { KafkaMessage } from 'kafkajs';
import type Cluster from 'kafkajs/src/cluster/index.js';
import errors from 'kafkajs/src/protocol/error.js';
import { systemClock } from '../../clock/system.ts';
import { patiently } from '../../kafka/patiently.ts';
import { type PartitionWrite, produceApiKey, produceRequest, produceVersion } from '../../kafka/produce.ts';
import { readTopics } from '../../kafka/read-topics.ts';
import { DestinationLostError, EventPublisherUnavailableError } from '../port.ts';
import { newestRecords } from './newest-records.ts';
import { Sequences } from './sequences.ts';

/** Kafka cannot do what the relay rests on. */
export class UnsupportedKafkaError extends Error {
  override readonly name = 'UnsupportedKafkaError';
}

/** Waits before a write is sent again, ms; then the session has failed, and the publisher needs a new one. */
const waitsMs = [50, 200, 500, 1_000];
/** How long the broker may wait for the replicas, ms. */
const replicasWithinMs = 10_000;
const duplicateSequence = 46;
/** Not known to a broker that has just started, either. */
const unknownTopicId = 100;

/** One life of an idempotent producer: the topics it found, by their ids, and the ids it writes under. */
export class Session {
  /** Topic by category. */
  readonly #topics: ReadonlyMap<string, string>;
  readonly #cluster: Cluster;
  readonly sequences: Sequences;
  /** Topic id by category, as found at the start. */
  readonly topicIds: ReadonlyMap<string, string>;
  #leaders = new Map<string, readonly number[]>();
  #closed = false;
  readonly #underWay = new Set<Promise<unknown>>();

  private constructor(
    cluster: Cluster,
    topics: ReadonlyMap<string, string>,
    topicIds: ReadonlyMap<string, string>,
    sequences: Sequences,
  ) {
    this.#cluster = cluster;
    this.#topics = topics;
    this.topicIds = topicIds;
    this.sequences = sequences;
  }

  /** Throws kafkajs's errors, or {@link UnsupportedKafkaError}. All topics must exist. */
  static async open(cluster: Cluster, topics: ReadonlyMap<string, string>): Promise<Session> {
    try {
      await cluster.connect();
      await cluster.refreshMetadata();
      const broker = await cluster.brokerPool.findConnectedBroker();
      const version = broker.versions?.[produceApiKey]?.maxVersion ?? 0;
      if (version < produceVersion) {
        throw new UnsupportedKafkaError(
          `this Kafka takes Produce requests up to version ${version}; ${produceVersion}, which names topics by id, is needed (Kafka 4.1)`,
        );
      }
      const { producerId, producerEpoch } = await patiently(() => broker.initProducerId({ transactionTimeout: 60_000 }));
      const states = await readTopics(cluster, [...topics.values()]);
      const idOf = new Map(states.map(({ topic, id }) => [topic, id]));
      const topicIds = new Map([...topics].map(([category, topic]) => [category, idOf.get(topic) ?? '']));
      const session = new Session(cluster, topics, topicIds, new Sequences(BigInt(producerId), producerEpoch));
      session.#leaders = new Map(states.map(({ id, leaders }) => [id, leaders]));
      return session;
    } catch (error) {
      await cluster.disconnect();
      throw error;
    }
  }

  /**
   * Resolves when every partition's leader has answered that the batch is kept by all replicas in sync; one that
   * did not is sent the same batch again, which it knows by its sequence where it has it already.
   */
  write(writes: readonly PartitionWrite[]): Promise<void> {
    return this.#during(() => this.#write(writes));
  }

  async #write(writes: readonly PartitionWrite[]): Promise<void> {
    for (let attempt = 0, left = writes; ; attempt++) {
      const { again, reason } = await this.#send(left);
      if (again.length === 0) return;
      left = again;
      const wait = waitsMs[attempt];
      if (wait === undefined || this.#closed) throw unavailable(reason);
      await systemClock.sleep(wait);
      await this.#reload();
    }
  }

  async #send(writes: readonly PartitionWrite[]): Promise<Outcome> {
    const byLeader = Map.groupBy(writes, ({ topicId, partition }) => this.#leaders.get(topicId)?.[partition] ?? -1);
    const outcomes = await Promise.all([...byLeader].map(([leader, its]) => this.#sendTo(leader, its)));
    const reason = outcomes.find((outcome) => outcome.reason !== null)?.reason ?? null;
    return { again: outcomes.flatMap(({ again }) => again), reason };
  }

  async #sendTo(leader: number, writes: readonly PartitionWrite[]): Promise<Outcome> {
    if (leader < 0) return { again: writes, reason: new Error('a partition has no leader') };
    let answers;
    try {
      const broker = await this.#cluster.findBroker({ nodeId: String(leader) });
      answers = await broker.connectionPool.send(produceRequest(writes, replicasWithinMs));
    } catch (error) {
      return { again: writes, reason: error };
    }
    const codes = new Map(answers.map(({ topicId, partition, errorCode }) => [`${topicId}/${partition}`, errorCode]));
    let reason: unknown = null;
    const again = writes.filter(({ topicId, partition }) => {
      const code = codes.get(`${topicId}/${partition}`) ?? -1;
      if (code === 0 || code === duplicateSequence) return false;
      const error = errors.createErrorFromCode(code);
      // Among them a sequence out of order: the producer is dead, the next session's is not.
      if (!error.retriable && code !== unknownTopicId) throw unavailable(error);
      reason ??= error;
      return true;
    });
    return { again, reason };
  }

  /** Finds the leaders anew; what is wrong with the connection shows at the next write. */
  async #reload(): Promise<void> {
    let states;
    try {
      await this.#cluster.refreshMetadata();
      states = await readTopics(this.#cluster, [...this.#topics.values()]);
    } catch {
      return;
    }
    const lost = this.#lostOf(new Map(states.map(({ topic, id }) => [topic, id])));
    if (lost.length > 0) throw new DestinationLostError(lost);
    this.#leaders = new Map(states.map(({ id, leaders }) => [id, leaders]));
  }

  /** Categories whose topic is missing, or is another one than at the start. Throws kafkajs's errors. */
  async lost(): Promise<readonly string[]> {
    const states = await this.#during(() => readTopics(this.#cluster, [...this.#topics.values()]));
    return this.#lostOf(new Map(states.map(({ topic, id }) => [topic, id])));
  }

  #lostOf(idOf: ReadonlyMap<string, string>): readonly string[] {
    const all = [...this.#topics];
    return all.filter(([category, topic]) => idOf.get(topic) !== this.topicIds.get(category)).map(([category]) => category);
  }

  /** The newest record of each partition. Throws kafkajs's errors. */
  newest(): Promise<readonly KafkaMessage[]> {
    return this.#during(() => patiently(() => newestRecords(this.#cluster, [...this.#topics.values()])));
  }

  /** What is asked for after the end would open a connection again that nobody closes. */
  async #during<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closed) throw new EventPublisherUnavailableError('the session with Kafka is closed');
    const working = work();
    this.#underWay.add(working);
    try {
      return await working;
    } finally {
      this.#underWay.delete(working);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#cluster.disconnect();
    // What was under way may have connected again to get its answer.
    await Promise.allSettled(this.#underWay);
    await this.#cluster.disconnect();
  }
}

interface Outcome {
  readonly again: readonly PartitionWrite[];
  readonly reason: unknown;
}

function unavailable(cause: unknown): EventPublisherUnavailableError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new EventPublisherUnavailableError(`Kafka does not take the events: ${message}`, { cause });
}
