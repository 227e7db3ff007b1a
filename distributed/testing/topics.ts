import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { toRecord } from '@shop/platform/kafka/records.ts';
import { topicOf } from '@shop/platform/kafka/topics.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import type { RecordedEvent } from '@shop/shared-events';

type Settings = Readonly<Record<string, string>>;

/** Deletes the topic of a category, as an operator's slip would. */
export async function deleteTopic(settings: Settings, category: string): Promise<void> {
  const config = parseConfig(settings);
  const { kafka } = await openKafkaConnection(config, 'test', silentLog);
  const admin = kafka.admin();
  await admin.connect();
  try {
    await admin.deleteTopics({ topics: [topicOf(config.KAFKA_PREFIX, category)] });
  } finally {
    await admin.disconnect();
  }
}

/** Writes a record of an event to its topic, as somebody who may write there but is not the relay. */
export async function writeRecord(settings: Settings, category: string, event: RecordedEvent): Promise<void> {
  const config = parseConfig(settings);
  const { kafka } = await openKafkaConnection(config, 'test', silentLog);
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  try {
    await producer.send({ topic: topicOf(config.KAFKA_PREFIX, category), messages: [toRecord(event)] });
  } finally {
    await producer.disconnect();
  }
}
