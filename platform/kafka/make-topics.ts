import type Cluster from 'kafkajs/src/cluster/index.js';
import { systemClock } from '../clock/system.ts';
import type { KafkaConnection } from './connect.ts';
import { readTopics } from './read-topics.ts';
import type { TopicSettings } from './topic-settings.ts';
import { withAdmin } from './with-admin.ts';

const longestWaitMs = 10_000;
const lookEveryMs = 50;

/** Makes those of the topics that do not exist, and waits until every partition of all of them has a leader. */
export async function makeMissingTopics(
  connection: KafkaConnection,
  topics: readonly string[],
  { partitions, replication }: TopicSettings,
  settings: ReadonlyMap<string, string>,
): Promise<void> {
  const cluster = connection.cluster();
  try {
    await cluster.connect();
    const there = new Set((await readTopics(cluster, topics)).map(({ topic }) => topic));
    const missing = topics.filter((topic) => !there.has(topic));
    if (missing.length > 0) {
      const configEntries = [...settings].map(([name, value]) => ({ name, value }));
      const made = missing.map((topic) => ({ topic, numPartitions: partitions, replicationFactor: replication, configEntries }));
      // Another that makes them at the same time is no trouble: what exists then counts.
      await withAdmin(connection, (admin) => admin.createTopics({ topics: made, waitForLeaders: false }));
    }
    await leadersOf(cluster, topics);
  } finally {
    await cluster.disconnect();
  }
}

/** Brokers hear of a new topic a little after it was made. */
async function leadersOf(cluster: Cluster, topics: readonly string[]): Promise<void> {
  for (let waited = 0; ; waited += lookEveryMs) {
    const states = await readTopics(cluster, topics);
    const led = states.filter(({ leaders }) => leaders.length > 0 && leaders.every((leader) => leader >= 0));
    if (led.length === topics.length) return;
    if (waited >= longestWaitMs) {
      const without = topics.filter((topic) => !led.some((state) => state.topic === topic));
      throw new Error(`no leader for every partition of ${without.join(', ')} after ${longestWaitMs / 1_000} s`);
    }
    await systemClock.sleep(lookEveryMs);
  }
}
