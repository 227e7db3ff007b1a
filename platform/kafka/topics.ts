import { categories } from '@shop/shared-events';
import type { KafkaConnection } from './connect.ts';
import { makeMissingTopics } from './make-topics.ts';
import { readTopics } from './read-topics.ts';
import { assertTopicSettings, type TopicSettings, wantedSettings } from './topic-settings.ts';

/** The topic of one aggregate type: whole streams are in one topic, so that their order holds. */
export function topicOf(prefix: string, category: string): string {
  return `${prefix}.${category}`;
}

/**
 * The categories that are carried to Kafka: all but the notes that runners keep for themselves
 * (`processRunner`, `eventRelay`), which are not among the shop's categories.
 */
export const relayedCategories: readonly string[] = categories;

export interface EnsureTopicsOptions extends TopicSettings {
  readonly prefix: string;
  /** By default all {@link relayedCategories}. */
  readonly categories?: readonly string[];
}

/**
 * Makes the topics that are missing and asserts that all are as wanted. Throws {@link TopicSettingsError} where one
 * is not, and kafkajs's errors.
 */
export async function ensureTopics(connection: KafkaConnection, options: EnsureTopicsOptions): Promise<void> {
  const topics = (options.categories ?? relayedCategories).map((category) => topicOf(options.prefix, category));
  const wanted = wantedSettings(options);
  await makeMissingTopics(connection, topics, options, wanted);
  await assertTopicSettings(connection, topics, options.partitions, wanted);
}

/** What the broker knows of those of the topics that exist: its own id of each, and the number of its partitions. */
export async function topicIdentities(
  connection: KafkaConnection,
  topics: readonly string[],
): Promise<ReadonlyMap<string, { readonly id: string; readonly partitions: number }>> {
  const cluster = connection.cluster();
  try {
    await cluster.connect();
    const states = await readTopics(cluster, topics);
    return new Map(states.map(({ topic, id, leaders }) => [topic, { id, partitions: leaders.length }]));
  } finally {
    await cluster.disconnect();
  }
}
