import type { Clock } from '../../clock/port.ts';
import type { EventStore } from '../../event-store/port.ts';
import { fromRecord, UnreadableRecordError } from '../../kafka/records.ts';
import { EventFeedUnavailableError } from '../port.ts';
import { storeFeed } from '../store-feed.ts';
import type { Link, LinkedTopic } from './link.ts';
import type { Place, Places } from './places.ts';
import { readRecordBatches } from './record-batch.ts';

/** How far a reader is behind. */
export interface Lag {
  readonly events: number;
  readonly seconds: number;
}

/** Enough for a first record; the broker answers with one that is larger all the same, where it is the first. */
const glanceBytes = 4 * 1024;

/**
 * The larger of two counts: the records between the places and the ends of their partitions, and the log's events
 * after the highest position delivered. The first sees a partition that is behind the others, the second what is not
 * in Kafka yet. It is 0 only where nothing is missing; where both see different events it is less than their sum.
 * Where a place has no offset the log alone tells, from the lowest such position on.
 */
export async function lagOf(
  { link, eventStore, clock }: { readonly link: Link; readonly eventStore: EventStore; readonly clock: Clock },
  categories: readonly string[],
  places: Places,
): Promise<Lag> {
  const topics = await link.topics(categories);
  for (const category of categories) places.adopt(category, topics.get(category)?.id ?? null);
  const { torn } = places;
  const after = torn.reduce((least, { position }) => (position < least ? position : least), torn[0]?.position ?? places.highest);
  const inLog = await storeFeed(eventStore, clock).lag(categories, after.toString());
  if (torn.length > 0) return inLog;
  const ends = await link.endOffsets(topics.values());
  const behind = places.all.flatMap((place) => {
    const topic = topics.get(place.category)!;
    const end = ends.get(`${topic.topic}/${place.partition}`);
    if (end === undefined) throw new EventFeedUnavailableError(`a partition of ${topic.topic} does not tell its end`);
    const records = end - (place.offset ?? end);
    return records > 0n ? [{ place, topic, records: Number(records) }] : [];
  });
  if (behind.length === 0) return inLog;
  const inTopics = behind.reduce((sum, { records }) => sum + records, 0);
  const seconds = Math.max(0, (clock.now() - (await oldestOf(link, behind))) / 1_000);
  return { events: Math.max(inLog.events, inTopics), seconds: Math.max(inLog.seconds, seconds) };
}

/** When the oldest of the records to come was recorded; `Infinity` where none of them tells. */
async function oldestOf(link: Link, behind: readonly { readonly place: Place; readonly topic: LinkedTopic }[]): Promise<number> {
  let oldest = Infinity;
  for (const [leader, asked] of Map.groupBy(behind, ({ place, topic }) => topic.leaders[place.partition] ?? -1)) {
    const asks = asked.map(({ place: { partition, offset }, topic }) => ({ topicId: topic.id, partition, offset: offset ?? 0n }));
    for (const { topicId, partition, records } of await link.fetch(leader, asks, 0, glanceBytes)) {
      const ask = asks.find((each) => each.topicId === topicId && each.partition === partition);
      const instant = ask === undefined ? null : firstInstant(records, ask.offset);
      if (instant !== null && instant < oldest) oldest = instant;
    }
  }
  return oldest;
}

function firstInstant(bytes: Buffer, offset: bigint): number | null {
  for (const record of readRecordBatches(bytes, offset).records) {
    try {
      return Date.parse(fromRecord(record).recordedAt);
    } catch (error) {
      if (!(error instanceof UnreadableRecordError)) throw error;
    }
  }
  return null;
}
