import type { Clock } from '../../clock/port.ts';
import type { EventStore } from '../../event-store/port.ts';
import type { KafkaConnection } from '../../kafka/connect.ts';
import type { Log } from '../../telemetry/port.ts';
import type { EventFeed } from '../port.ts';
import type { RefusedRecord } from './deliver.ts';
import { lagOf } from './lag.ts';
import { Places } from './places.ts';
import { Reading } from './reading.ts';
import { SharedLink } from './shared-link.ts';
import { startOfTopics } from './start-of-topics.ts';
import type { Trust } from './trust.ts';

export type { RefusedRecord } from './deliver.ts';
export type { Trust } from './trust.ts';

export interface KafkaFeedOptions {
  readonly connection: KafkaConnection;
  /** Of the names of the topics. */
  readonly prefix: string;
  /** Of each topic, as the relay fills them; partitions beyond that are not read. */
  readonly partitions: number;
  /** The log behind the topics: what they do not have is read from it. */
  readonly eventStore: EventStore;
  /** For the age that {@link EventFeed.lag} tells. */
  readonly clock: Clock;
  readonly log: Log;
  /** Why a record may be believed; by default only if the event store has its event. */
  readonly trust?: Trust;
  /** Hears of every record that was passed over. */
  readonly onRefused?: (refused: RefusedRecord) => void;
}

/**
 * The events as the relay carries them to Kafka, a topic for each category. Each reader fetches all partitions of its
 * topics by itself, from where its own checkpoint stands: consumer groups and their offsets are not used, since the
 * read store decides who may write. A fetch is sent when the reader asks for more, so a slow one costs no memory.
 *
 * The log is the truth, and Kafka the way to hear of what is new in it. What a topic does not have, or may not have, is
 * read from the log, up to its head, and the topic joined from there on: all history for a reader without a checkpoint
 * and everything after a position ({@link EventFeed.checkpointAfter}), whatever retention has deleted, a topic that was
 * made anew, and one that is not there. So nothing rests on retention, offsets by time or clocks.
 *
 * A checkpoint that is a position of the log is understood too: a reader can move here from a feed of the log.
 * Topics with fewer partitions than wanted are as if they were not there.
 */
export function openKafkaFeed({ trust = { by: 'event-store' }, ...options }: KafkaFeedOptions): EventFeed {
  const { connection, prefix, partitions, eventStore, clock } = options;
  const shared = new SharedLink(connection, prefix);
  return {
    read: (reader) => new Reading({ ...options, trust }, reader).read(),

    async lag(categories, checkpoint) {
      const places = Places.at(checkpoint, categories, partitions);
      if (categories.length === 0) return { events: 0, seconds: 0 };
      return shared.use((link) => lagOf({ link, eventStore, clock }, categories, places));
    },

    checkpointAfter: async (position) => position.toString(),
    notBeyond: (categories, checkpoint, position) => Places.at(checkpoint, categories, partitions).notBeyond(position).toString(),
    checkpointAtStart: (categories) => shared.use((link) => startOfTopics(link, categories, partitions)),
  };
}
