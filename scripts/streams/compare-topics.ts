import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { Link } from '@shop/platform/event-feed/kafka/link.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { relayedCategories, topicOf } from '@shop/platform/kafka/topics.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { categoryOf } from '@shop/shared-events';
import { setTimeout as sleep } from 'node:timers/promises';
import { TopicAgainstLog, type TopicComparison } from './compare-topic.ts';
import type { LogIndex } from './log-index.ts';
import { readTopic } from './read-topic.ts';

/** The relay may be this far behind the log that was read. */
const rounds = 15;
const pauseMs = 1_000;

/** Holds each topic against the log and says a line for each; true where all are what the log says. */
export async function compareTopics(config: Config, index: LogIndex, say: (line: string) => void): Promise<boolean> {
  const link = await Link.open(await openKafkaConnection(config, 'shop-streams', silentLog), config.KAFKA_PREFIX);
  try {
    let whole = true;
    for (const category of relayedCategories) {
      const comparison = await compareOne(link, category, config, indexOf(category, index));
      const { records, events, repeated, differing, differences } = comparison;
      const topic = topicOf(config.KAFKA_PREFIX, category);
      const counts = `${records.toLocaleString('en')} records, ${repeated.toLocaleString('en')} of them repeated`;
      say(
        `${topic.padEnd(32)} ${events.toLocaleString('en')} events, ${counts}  ${differing === 0 ? '= log' : `${differing} DIFFER`}`,
      );
      for (const difference of differences) say(`  ${difference}`);
      whole &&= differing === 0;
    }
    return whole;
  } finally {
    link.close();
  }
}

async function compareOne(link: Link, category: string, config: Config, index: LogIndex): Promise<TopicComparison> {
  for (let round = 1; ; round++) {
    const against = new TopicAgainstLog(index);
    const topic = (await link.topics([category])).get(category);
    if (!topic) against.tell('the topic is not there');
    else {
      for await (const record of readTopic(link, topic, config.KAFKA_RECORD_SECRET)) {
        if ('event' in record) against.take(record.event);
        else against.tell(record.unreadable);
      }
    }
    const behind = against.missing() > 0;
    if (!behind || round >= rounds) return against.finish();
    await sleep(pauseMs);
  }
}

function indexOf(category: string, { until, streams }: LogIndex): LogIndex {
  const own = new Map([...streams].filter(([stream]) => categoryOf(stream) === category));
  return { until, streams: own, events: [...own.values()].reduce((sum, revisions) => sum + revisions.length, 0) };
}
