import type { KafkaMessage } from 'kafkajs';
import type Cluster from 'kafkajs/src/cluster/index.js';
import type { Broker } from 'kafkajs/src/cluster/index.js';
import { readTopics } from '../../kafka/read-topics.ts';

const [latest, earliest] = ['-1', '-2'];
const readUncommitted = 0;
const bytesOfPartition = 1024 * 1024;
const bytesOfAll = 64 * 1024 * 1024;

/** The newest record of every partition that holds any. Throws kafkajs's errors. */
export async function newestRecords(cluster: Cluster, topics: readonly string[]): Promise<readonly KafkaMessage[]> {
  const places = (await readTopics(cluster, topics)).flatMap(({ topic, leaders }) =>
    leaders.map((leader, partition) => ({ topic, partition, leader })),
  );
  const found: KafkaMessage[] = [];
  for (const [leader, led] of Map.groupBy(places, ({ leader }) => leader)) {
    const broker = await cluster.findBroker({ nodeId: String(leader) });
    const from = await offsets(broker, led, earliest);
    const to = await offsets(broker, led, latest);
    const filled = led.filter((place) => (to.get(keyOf(place)) ?? 0n) > (from.get(keyOf(place)) ?? 0n));
    if (filled.length === 0) continue;
    const answer = await broker.fetch({
      isolationLevel: readUncommitted,
      maxWaitTime: 1_000,
      maxBytes: bytesOfAll,
      topics: byTopic(filled, (place) => ({
        partition: place.partition,
        fetchOffset: String((to.get(keyOf(place)) ?? 0n) - 1n),
        maxBytes: bytesOfPartition,
      })),
    });
    // The broker answers with the whole batch that the record is in.
    for (const { partitions } of answer.responses) for (const { messages } of partitions) found.push(...messages.slice(-1));
  }
  return found;
}

interface Place {
  readonly topic: string;
  readonly partition: number;
}

async function offsets(broker: Broker, places: readonly Place[], timestamp: string): Promise<ReadonlyMap<string, bigint>> {
  const topics = byTopic(places, ({ partition }) => ({ partition, timestamp }));
  const { responses } = await broker.listOffsets({ isolationLevel: readUncommitted, topics });
  return new Map(
    responses.flatMap(({ topic, partitions }) =>
      partitions.map(({ partition, offset }) => [keyOf({ topic, partition }), BigInt(offset)] as const),
    ),
  );
}

function byTopic<T>(places: readonly Place[], partitionOf: (place: Place) => T) {
  return [...Map.groupBy(places, ({ topic }) => topic)].map(([topic, its]) => ({ topic, partitions: its.map(partitionOf) }));
}

function keyOf({ topic, partition }: Place): string {
  return `${topic}/${partition}`;
}
