import { createRelay } from '@shop/event-relay/relay.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { createKafkaPublisher } from '@shop/platform/event-publisher/kafka/open.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { openKafka } from '@shop/platform/kafka/connect.ts';
import { partitionOf } from '@shop/platform/kafka/partition-of.ts';
import { toRecord } from '@shop/platform/kafka/records.ts';
import { deleteTopics, scratchPrefix } from '@shop/platform/kafka/testing/scratch-topics.ts';
import { ensureTopics, topicOf } from '@shop/platform/kafka/topics.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import type { PartitionerArgs } from 'kafkajs';
import { serveBench } from '../harness/serve.ts';

export interface RelayBench {
  readonly brokers: readonly string[];
  readonly events: number;
}

const partitions = 6;
const categories = ['order'];
const settings = { partitions, replication: 1, retentionMs: -1, categories };
const batch = 1_000;

// The relay over a log in memory, and kafkajs's idempotent producer given the same records, ready made.
serveBench(async ({ brokers, events }: RelayBench) => {
  const connection = openKafka({ brokers, clientId: 'bench-relay', log: silentLog });
  const store = memoryEventStore({ clock: systemClock });
  for (let i = 0; i < events; i++) await store.append(`order-${i}`, 'no_stream', [event(i)]);
  const log: RecordedEvent[] = [];
  for await (const each of store.readAll({ filter: { categories } })) log.push(each);

  async function relayed(): Promise<{ readonly rate: number }> {
    const prefix = scratchPrefix();
    const publisher = createKafkaPublisher({ connection, prefix, partitions, categories });
    await publisher.renew();
    const stop = new AbortController();
    // No checkpoint within the run: each begins at the beginning. What a checkpoint costs is one append a second.
    const checkpointEvery = { events: Infinity, ms: 1e9, idleMs: 1e9 };
    const relay = createRelay({ store: uncheckpointed(store), publisher, clock: systemClock, log: silentLog, checkpointEvery });
    const start = performance.now();
    const running = relay.run(stop.signal);
    const head = log.at(-1)?.position ?? 0n;
    while ((relay.status.position ?? -1n) < head) await systemClock.sleep(2);
    const rate = (events * 1_000) / (performance.now() - start);
    stop.abort();
    await running;
    await publisher.close();
    await deleteTopics(connection, prefix);
    return { rate };
  }

  async function produced(): Promise<{ readonly rate: number }> {
    const prefix = scratchPrefix();
    await ensureTopics(connection, { prefix, ...settings });
    const messages = log.map((each) => ({ ...toRecord(each), partition: partitionOf(each.stream, partitions) }));
    // As the records say: kafkajs asks its partitioner for every record, and takes longer the more of them share a partition.
    const createPartitioner = () => (record: PartitionerArgs) => record.message.partition ?? 0;
    const producer = connection.kafka.producer({ idempotent: true, maxInFlightRequests: 1, createPartitioner });
    await producer.connect();
    const topic = topicOf(prefix, 'order');
    await producer.send({ topic, messages: messages.slice(0, 1) });
    const start = performance.now();
    for (let i = 0; i < messages.length; i += batch) await producer.send({ topic, messages: messages.slice(i, i + batch) });
    const rate = (events * 1_000) / (performance.now() - start);
    await producer.disconnect();
    await deleteTopics(connection, prefix);
    return { rate };
  }

  return { tasks: { relayed, produced }, close: () => store.close() };
});

/** The same log, to which the relay's last word is not written. */
function uncheckpointed(store: ReturnType<typeof memoryEventStore>): typeof store {
  const append = async () => ({ revision: 0, position: 0n });
  return {
    ...{ append, head: () => store.head(), close: async () => undefined },
    readStream: (...read) => store.readStream(...read),
    readAll: (...read) => store.readAll(...read),
    subscribeAll: (...read) => store.subscribeAll(...read),
  };
}

function event(i: number): NewEvent {
  const lines = [1, 2, 3].map((line) => ({
    sku: `SKU-${(i * line) % 997}`,
    quantity: line,
    unitPrice: { amount: 339, currency: 'GBP' },
  }));
  return {
    id: `00000000-0000-8000-8000-${String(i).padStart(12, '0')}`,
    type: 'OrderPlaced',
    data: { orderId: `order-${i}`, lines },
    metadata: {
      version: 1,
      decidedAt: '2026-01-01T00:00:00.000Z',
      commandId: `command-${i}`,
      $correlationId: `correlation-${i}`,
      $causationId: `command-${i}`,
      actor: { id: 'someone', kind: 'user' },
    },
  };
}
