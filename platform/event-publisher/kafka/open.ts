import type { KafkaConnection } from '../../kafka/connect.ts';
import { TopicSettingsError } from '../../kafka/topic-settings.ts';
import { ensureTopics, relayedCategories, topicOf } from '../../kafka/topics.ts';
import { EventPublisherUnavailableError, type RenewablePublisher } from '../port.ts';
import { KafkaPublisher } from './publisher.ts';
import { Session, UnsupportedKafkaError } from './session.ts';

export interface KafkaPublisherSettings {
  readonly connection: KafkaConnection;
  /** What the topics' names begin with. */
  readonly prefix: string;
  readonly partitions: number;
  /** Copies of every topic; 1 by default. */
  readonly replication?: number;
  /** How long topics keep their records, ms; by default for ever (-1). */
  readonly retentionMs?: number;
  /** By default all {@link relayedCategories}. */
  readonly categories?: readonly string[];
  /** Signs the records, so that readers know them from others' (platform/kafka/records.ts). */
  readonly secret?: string | undefined;
}

/**
 * A publisher to Kafka that connects when it is renewed, and not before: one topic for each category, made with its
 * settings where it is missing, records in the form of `toRecord`, kept by all replicas in sync before a publish
 * resolves. `renew` throws {@link TopicSettingsError} where a topic has other settings, {@link UnsupportedKafkaError}
 * for a Kafka older than 4.1, and {@link EventPublisherUnavailableError} for everything that may pass.
 */
export function createKafkaPublisher(settings: KafkaPublisherSettings): RenewablePublisher {
  const { connection, prefix, partitions, replication = 1, retentionMs = -1, categories = relayedCategories } = settings;
  const topics = new Map(categories.map((category) => [category, topicOf(prefix, category)]));
  return new KafkaPublisher({
    partitions,
    secret: settings.secret,
    async openSession() {
      try {
        await ensureTopics(connection, { prefix, categories, partitions, replication, retentionMs });
        return await Session.open(connection.cluster(), topics);
      } catch (error) {
        if (error instanceof TopicSettingsError || error instanceof UnsupportedKafkaError) throw error;
        throw new EventPublisherUnavailableError(`Kafka is not ready: ${(error as Error).message}`, { cause: error });
      }
    },
  });
}

/** The same, renewed once: it publishes at once, or throws what `renew` throws. */
export async function openKafkaPublisher(settings: KafkaPublisherSettings): Promise<RenewablePublisher> {
  const publisher = createKafkaPublisher(settings);
  try {
    await publisher.renew();
    return publisher;
  } catch (error) {
    await publisher.close();
    throw error;
  }
}
