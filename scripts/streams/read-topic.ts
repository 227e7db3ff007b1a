import { readRecordBatches } from '@shop/platform/event-feed/kafka/record-batch.ts';
import type { Link, LinkedTopic } from '@shop/platform/event-feed/kafka/link.ts';
import { fromRecord, UnreadableRecordError } from '@shop/platform/kafka/records.ts';
import type { RecordedEvent } from '@shop/shared-events';

const offsetOutOfRange = 1;
const maxWaitMs = 500;

/** A record as it stands in a topic: an event, or why it is none. */
export type TopicRecord = { readonly event: RecordedEvent } | { readonly unreadable: string };

/**
 * Everything a topic holds up to its ends as they are now, partition by partition, as it stands: nothing is mended.
 * What retention has deleted is told as unreadable.
 */
export async function* readTopic(link: Link, topic: LinkedTopic, secret?: string): AsyncGenerator<TopicRecord> {
  const ends = await link.endOffsets([topic]);
  for (const [partition, leader] of topic.leaders.entries()) {
    const end = ends.get(`${topic.topic}/${partition}`) ?? 0n;
    for (let offset = 0n; offset < end;) {
      const [answer] = await link.fetch(leader, [{ topicId: topic.id, partition, offset }], maxWaitMs);
      if (answer?.errorCode === offsetOutOfRange && offset === 0n) {
        yield { unreadable: `${topic.topic}/${partition} no longer has its first records` };
        break;
      }
      if (!answer || answer.errorCode !== 0) throw new Error(`${topic.topic}/${partition}: error ${answer?.errorCode}`);
      const { records, unreadable, next } = readRecordBatches(answer.records, offset);
      for (const range of unreadable) yield { unreadable: `${topic.topic}/${partition}@${range.offset}: ${range.reason}` };
      for (const record of records) yield recordOf(record, `${topic.topic}/${partition}@${record.offset}`, secret);
      offset = next;
    }
  }
}

function recordOf(record: Parameters<typeof fromRecord>[0], place: string, secret?: string): TopicRecord {
  try {
    return { event: fromRecord(record, secret) };
  } catch (error) {
    if (!(error instanceof UnreadableRecordError)) throw error;
    return { unreadable: `${place}: ${error.message}` };
  }
}
