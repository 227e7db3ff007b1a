import { randomUUID } from 'node:crypto';
import { categoryOf, type NewEvent, type RecordedEvent } from '@shop/shared-events';
import { Partitioners, type Producer } from 'kafkajs';
import { type ManualClock, manualClock } from '../../clock/manual.ts';
import { memoryEventStore } from '../../event-store/memory.ts';
import type { EventStore } from '../../event-store/port.ts';
import { type KafkaConnection, openKafka } from '../../kafka/connect.ts';
import { partitionOf } from '../../kafka/partition-of.ts';
import { toRecord } from '../../kafka/records.ts';
import { ensureTopics, topicOf } from '../../kafka/topics.ts';
import { withAdmin } from '../../kafka/with-admin.ts';
import { type Log, silentLog } from '../../telemetry/port.ts';
import type { EventFeed } from '../port.ts';
import { type KafkaFeedOptions, openKafkaFeed, type RefusedRecord } from './open.ts';

export const partitions = 3;
export const secret = 'shared by relay and readers';

/** An empty log, topics of its own for it, and a relay that is told when to carry what. */
export class TestKafka {
  readonly prefix = `test-${randomUUID()}`;
  readonly clock: ManualClock = manualClock(Date.UTC(2026, 0, 1));
  readonly store: EventStore;
  readonly connection: KafkaConnection;
  readonly refused: RefusedRecord[] = [];
  readonly #producer: Producer;
  readonly #lengths = new Map<string, number>();

  private constructor(brokers: readonly string[]) {
    this.store = memoryEventStore({ clock: this.clock });
    this.connection = openKafka({ brokers, clientId: 'test', log: silentLog });
    this.#producer = this.connection.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  static async open(brokers: readonly string[], categories = ['order', 'product']): Promise<TestKafka> {
    const kafka = new TestKafka(brokers);
    await kafka.makeTopics(categories);
    await kafka.#producer.connect();
    return kafka;
  }

  feed(options: Partial<KafkaFeedOptions> = {}): EventFeed {
    const { connection, prefix, store: eventStore, clock } = this;
    const onRefused = (refused: RefusedRecord): void => void this.refused.push(refused);
    const log: Log = silentLog;
    const trust = { by: 'signature', secret } as const;
    return openKafkaFeed({ connection, prefix, partitions, eventStore, clock, log, trust, onRefused, ...options });
  }

  topic(category: string): string {
    return topicOf(this.prefix, category);
  }

  makeTopics(categories: readonly string[]): Promise<void> {
    return ensureTopics(this.connection, { prefix: this.prefix, categories, partitions, replication: 1, retentionMs: -1 });
  }

  /** Appends at the end of the stream, to the log alone. */
  async append(stream: string, events: readonly NewEvent[]): Promise<RecordedEvent[]> {
    const length = this.#lengths.get(stream) ?? 0;
    this.#lengths.set(stream, length + events.length);
    await this.store.append(stream, length === 0 ? 'no_stream' : length - 1, events);
    const recorded: RecordedEvent[] = [];
    for await (const event of this.store.readStream(stream, { from: length })) recorded.push(event);
    return recorded;
  }

  /** Carries events to their topics. */
  async publish(events: readonly RecordedEvent[], key: string | undefined = secret): Promise<void> {
    const topicMessages = [...Map.groupBy(events, ({ stream }) => categoryOf(stream))].map(([category, of]) => ({
      topic: this.topic(category),
      messages: of.map((event) => ({ ...toRecord(event, key), partition: partitionOf(event.stream, partitions) })),
    }));
    if (topicMessages.length > 0) await this.#producer.sendBatch({ topicMessages });
  }

  /** Appends and carries. */
  async record(stream: string, events: readonly NewEvent[]): Promise<RecordedEvent[]> {
    const recorded = await this.append(stream, events);
    await this.publish(recorded);
    return recorded;
  }

  /** Writes what it is given to a partition. */
  async write(category: string, partition: number, message: object, compression = 0): Promise<void> {
    const messages = [{ value: null, ...message, partition }];
    await this.#producer.send({ topic: this.topic(category), messages, compression });
  }

  async deleteTopic(category: string): Promise<void> {
    await withAdmin(this.connection, (admin) => admin.deleteTopics({ topics: [this.topic(category)] }));
  }

  /** Deletes all records that every partition of the topic has now. */
  async deleteHead(category: string): Promise<void> {
    await withAdmin(this.connection, async (admin) => {
      const topic = this.topic(category);
      const ends = (await admin.fetchTopicOffsets(topic)).map(({ partition, high }) => ({ partition, offset: high }));
      await admin.deleteTopicRecords({ topic, partitions: ends });
    });
  }

  async close(): Promise<void> {
    await this.#producer.disconnect();
    await this.store.close();
    await withAdmin(this.connection, async (admin) => {
      const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(this.prefix));
      if (topics.length > 0) await admin.deleteTopics({ topics });
    });
  }
}
