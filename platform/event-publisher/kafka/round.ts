import { categoryOf, type RecordedEvent } from '@shop/shared-events';
import { partitionOf } from '../../kafka/partition-of.ts';
import type { PartitionWrite } from '../../kafka/produce.ts';
import { RecordBatch } from '../../kafka/record-batch.ts';
import { toRecord } from '../../kafka/records.ts';
import { maxMessageBytes } from '../../kafka/topic-settings.ts';
import { EventTooLargeError } from '../port.ts';
import type { Session } from './session.ts';

/** Events of one publish, and who waits for them. */
export interface Publish {
  readonly events: readonly RecordedEvent[];
  /** How many of the events are in rounds already. */
  taken: number;
  resolve(): void;
  reject(error: unknown): void;
}

/** What is written together: at most one batch for each partition. */
export interface Round {
  readonly writes: readonly PartitionWrite[];
  /** The publishes that are done when the round is. */
  readonly done: readonly Publish[];
}

/** A round ends when a batch, all batches together, or the number of records reaches these. */
const [batchBytes, roundBytes, roundRecords] = [256 * 1024, 1024 * 1024, 4_000];
/** So that the record and the batch it ends fit into one message of the topic. */
const maxRecordBytes = maxMessageBytes - batchBytes - 1024;

export interface RoundOptions {
  readonly partitions: number;
  readonly secret: string | undefined;
}

/**
 * Takes the next round off the queue, in order; what is fully taken leaves it. Throws {@link EventTooLargeError}, and
 * `RangeError` for an event of a category without a topic.
 */
export function takeRound(queue: Publish[], session: Session, { partitions, secret }: RoundOptions): Round {
  const batches = new Map<string, { topicId: string; partition: number; batch: RecordBatch }>();
  const done: Publish[] = [];
  let [bytes, records, full] = [0, 0, false];
  for (let publish = queue[0]; publish && !full; publish = queue[0]) {
    while (publish.taken < publish.events.length && !full) {
      const event = publish.events[publish.taken++] as RecordedEvent;
      const category = categoryOf(event.stream);
      const topicId = session.topicIds.get(category);
      if (topicId === undefined) throw new RangeError(`there is no topic for events of ${category}`);
      const partition = partitionOf(event.stream, partitions);
      const key = `${topicId}/${partition}`;
      let into = batches.get(key);
      if (!into) batches.set(key, (into = { topicId, partition, batch: new RecordBatch() }));
      const before = into.batch.size;
      into.batch.add(toRecord(event, secret));
      const size = into.batch.size - before;
      if (size > maxRecordBytes) throw tooLarge(event, size);
      bytes += size;
      records++;
      full = into.batch.size >= batchBytes || bytes >= roundBytes || records >= roundRecords;
    }
    if (publish.taken < publish.events.length) break;
    done.push(publish);
    queue.shift();
  }
  const writes = [...batches.values()].map(({ topicId, partition, batch }) => {
    const writer = session.sequences.take(topicId, partition, batch.count);
    return { topicId, partition, batch: batch.finish(writer) };
  });
  return { writes, done };
}

function tooLarge({ stream, revision }: RecordedEvent, size: number): EventTooLargeError {
  return new EventTooLargeError(`event ${revision} of ${stream} has ${size} bytes as a record; ${maxRecordBytes} are the most`);
}
