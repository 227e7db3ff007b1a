import { randomBytes } from 'node:crypto';
import type { RecordedEvent } from '@shop/shared-events';
import type { KafkaConnection } from '../connect.ts';
import { patiently } from '../patiently.ts';
import { fromRecord, type ReadRecord } from '../records.ts';
import { withAdmin } from '../with-admin.ts';

/** A prefix no other test has. */
export function scratchPrefix(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}

/** Deletes all topics of a prefix. */
export async function deleteTopics(connection: KafkaConnection, prefix: string): Promise<void> {
  await withAdmin(connection, async (admin) => {
    const topics = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
    if (topics.length > 0) await admin.deleteTopics({ topics });
  });
}

/** A record as it stands in a topic. */
export interface StoredRecord extends ReadRecord {
  readonly topic: string;
  readonly partition: number;
}

/** Everything that stands in the topics of a prefix now, per partition in order; read by a plain consumer. */
export async function readRecords(connection: KafkaConnection, prefix: string): Promise<StoredRecord[]> {
  const ends = new Map<string, number>();
  const topics = await withAdmin(connection, async (admin) => {
    const mine = (await admin.listTopics()).filter((topic) => topic.startsWith(`${prefix}.`));
    for (const topic of mine) {
      for (const { partition, low, high } of await patiently(() => admin.fetchTopicOffsets(topic))) {
        if (high !== low) ends.set(`${topic}/${partition}`, Number(high));
      }
    }
    return mine;
  });
  const records: StoredRecord[] = [];
  if (ends.size === 0) return records;
  const consumer = connection.kafka.consumer({ groupId: `${prefix}-${randomBytes(4).toString('hex')}`, maxWaitTimeInMs: 100 });
  try {
    await consumer.connect();
    await consumer.subscribe({ topics, fromBeginning: true });
    await new Promise<void>((resolve, reject) => {
      consumer.on(consumer.events.CRASH, ({ payload }) => payload.restart || reject(payload.error));
      void consumer
        .run({
          eachMessage: async ({ topic, partition, message }) => {
            const key = `${topic}/${partition}`;
            if (!ends.has(key)) return;
            const headers = message.headers ?? {};
            records.push({ topic, partition, key: message.key, value: message.value, headers });
            if (Number(message.offset) + 1 >= (ends.get(key) ?? 0)) ends.delete(key);
            if (ends.size === 0) resolve();
          },
        })
        .catch(reject);
    });
    return records;
  } finally {
    await consumer.disconnect();
  }
}

/** The same as events. */
export async function readEvents(connection: KafkaConnection, prefix: string, secret?: string): Promise<RecordedEvent[]> {
  return (await readRecords(connection, prefix)).map((record) => fromRecord(record, secret));
}
