import kafkajs from 'kafkajs';
import type { KafkaConnection } from './connect.ts';
import { withAdmin } from './with-admin.ts';

export interface TopicSettings {
  /** Fixed once a topic is made: a stream must keep its partition. */
  readonly partitions: number;
  readonly replication: number;
  /** How long a topic keeps its records, ms; -1 for ever. */
  readonly retentionMs: number;
}

/** A topic is not as the shop needs it. Nothing was changed: what it holds may be of worth. */
export class TopicSettingsError extends Error {
  override readonly name = 'TopicSettingsError';
  readonly topic: string;
  readonly setting: string;
  readonly found: string;
  readonly wanted: string;

  constructor(topic: string, setting: string, found: string, wanted: string) {
    super(`topic ${topic} has ${setting} ${found}, but ${wanted} is wanted: alter it, or delete the topic to have it made anew`);
    this.topic = topic;
    this.setting = setting;
    this.found = found;
    this.wanted = wanted;
  }
}

/**
 * Most bytes of a batch of records in one partition. Batches are smaller, but a single event may need it: an order
 * of 2,000 lines is near 1 MB, which is the broker's own limit.
 */
export const maxMessageBytes = 4 * 1024 * 1024;

/** The settings of a topic by Kafka's names. */
export function wantedSettings({ replication, retentionMs }: TopicSettings): ReadonlyMap<string, string> {
  return new Map([
    // Compaction would keep one event of each stream.
    ['cleanup.policy', 'delete'],
    ['retention.ms', String(retentionMs)],
    ['retention.bytes', '-1'],
    ['max.message.bytes', String(maxMessageBytes)],
    // With three copies one may be away; with fewer none can be spared, or nothing could be written.
    ['min.insync.replicas', replication >= 3 ? '2' : '1'],
  ]);
}

/** Throws {@link TopicSettingsError} for the first setting of the first topic that is not as wanted. */
export async function assertTopicSettings(
  connection: KafkaConnection,
  topics: readonly string[],
  partitions: number,
  wanted: ReadonlyMap<string, string>,
): Promise<void> {
  await withAdmin(connection, async (admin) => {
    const { topics: found } = await admin.fetchTopicMetadata({ topics: [...topics] });
    for (const { name, partitions: there } of found) {
      if (there.length !== partitions) throw new TopicSettingsError(name, 'partitions', `${there.length}`, `${partitions}`);
    }
    const configNames = [...wanted.keys()];
    const resources = topics.map((name) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name, configNames }));
    const described = await admin.describeConfigs({ resources, includeSynonyms: false });
    for (const { resourceName, configEntries } of described.resources) {
      for (const { configName, configValue } of configEntries) {
        const value = wanted.get(configName);
        if (value !== undefined && value !== configValue) {
          throw new TopicSettingsError(resourceName, configName, configValue, value);
        }
      }
    }
  });
}
