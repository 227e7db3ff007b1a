import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { CompressionTypes } from 'kafkajs';
import { ids, newEvents } from '../../event-store/contract/samples.ts';
import { openKafkaPublisher } from '../../event-publisher/kafka/open.ts';
import { partitionOf } from '../../kafka/partition-of.ts';
import { toRecord } from '../../kafka/records.ts';
import { describeOn } from '../../testing/engines.ts';
import type { EventFeed, FeedBatch } from '../port.ts';
import { partitions, secret, TestKafka } from './test-kafka.ts';

describeOn('kafka', 'a reader of the Kafka feed', ({ brokers }) => {
  let kafka: TestKafka;
  let controller: AbortController;
  beforeEach(async () => {
    kafka = await TestKafka.open(brokers);
    controller = new AbortController();
  });
  afterEach(async () => {
    controller.abort();
    await kafka.close();
  });

  const signal = (): AbortSignal => AbortSignal.any([controller.signal, AbortSignal.timeout(30_000)]);
  const read = (checkpoint: string | null, feed: EventFeed = kafka.feed(), categories = ['order']) =>
    feed.read({ reader: 'reader', categories, checkpoint, signal: signal() })[Symbol.asyncIterator]();

  /** Reads on until `enough` holds, and what it got on the way. */
  async function pull(feed: AsyncIterator<FeedBatch>, enough: (events: readonly RecordedEvent[], last: FeedBatch) => boolean) {
    const events: RecordedEvent[] = [];
    for (;;) {
      const next = await feed.next();
      if (next.done) throw new Error(`the feed ended after ${events.length} events`);
      events.push(...next.value.events);
      if (enough(events, next.value)) return { events, checkpoint: next.value.checkpoint };
    }
  }
  const count =
    (wanted: number) =>
    (events: readonly RecordedEvent[]): boolean =>
      events.length >= wanted;
  const caughtUp = (_: readonly RecordedEvent[], last: FeedBatch): boolean => last.caughtUp;
  const has =
    (wanted: readonly RecordedEvent[]) =>
    (events: readonly RecordedEvent[]): boolean => {
      const got = new Set(ids(events));
      return wanted.every(({ id }) => got.has(id));
    };
  /** Where a reader stands that has caught up with an empty topic: at offset 0 of each partition. */
  const start = async (): Promise<string> => (await pull(read(null), caughtUp)).checkpoint;

  describe('from Kafka', () => {
    it('gets what was carried since its checkpoint, each stream in order', async () => {
      const checkpoint = await start();
      const recorded: RecordedEvent[] = [];
      for (let i = 0; i < 40; i++) recorded.push(...(await kafka.record(`order-${i % 7}`, newEvents(3))));
      const { events } = await pull(read(checkpoint), count(120));
      for (let i = 0; i < 7; i++) {
        const of = (all: readonly RecordedEvent[]) => all.filter(({ stream }) => stream === `order-${i}`);
        deepStrictEqual(of(events), of(recorded));
      }
    });

    it('gets what the publisher of the relay writes, also to a topic that was lost', async () => {
      const { connection, prefix } = kafka;
      const publisher = await openKafkaPublisher({ connection, prefix, partitions, categories: ['order'], secret });
      const feed = read(await start());
      for (let i = 0; i < 9; i++) {
        if (i === 5) {
          await kafka.deleteTopic('order');
          await publisher.renew();
        }
        const recorded = await kafka.append(`order-${i}`, newEvents(20));
        await publisher.publish(recorded);
        await pull(feed, has(recorded));
      }
      await publisher.close();
      deepStrictEqual(kafka.refused, []);
    });

    it('gets what is carried twice at least once, and goes on', async () => {
      const checkpoint = await start();
      const first = await kafka.record('order-1', newEvents(5));
      await kafka.publish(first);
      const last = await kafka.record('order-1', newEvents(1));
      const { events } = await pull(read(checkpoint), has(last));
      deepStrictEqual([...new Set(ids(events))], ids([...first, ...last]));
    });

    it('says that it has caught up only when nothing of the log is left to be carried', async () => {
      const checkpoint = await start();
      const [carried] = await kafka.record('order-1', newEvents(1));
      const late = await kafka.append('order-2', newEvents(1));
      const feed = read(checkpoint);
      const batches: FeedBatch[] = [];
      await pull(feed, (events, last) => batches.push(last) > 0 && has([carried!])(events));
      await kafka.publish(late);
      const { events } = await pull(feed, (_, last) => batches.push(last) > 0 && last.caughtUp);
      ok(has(late)(events), 'the last comes with or before the word');
      deepStrictEqual(
        batches.map((batch) => batch.caughtUp),
        [...batches.slice(1).map(() => false), true],
      );
    });
  });

  describe('where the topic has not all', () => {
    it('gets the deleted head from the log', async () => {
      const checkpoint = await start();
      const deleted: RecordedEvent[] = [];
      for (let i = 0; i < 9; i++) deleted.push(...(await kafka.record(`order-${i}`, newEvents(4))));
      await kafka.deleteHead('order');
      const later = await kafka.record('order-3', newEvents(2));
      const { events } = await pull(read(checkpoint), has([...deleted, ...later]));
      strictEqual(new Set(ids(events)).size, 38);
    });

    it('gets the deleted head from the log in the middle of reading', async () => {
      const feed = read(await start());
      const first = await kafka.record('order-1', newEvents(2));
      await pull(feed, has(first));
      const deleted = await kafka.record('order-1', newEvents(5));
      await kafka.deleteHead('order');
      const later = await kafka.record('order-1', newEvents(2));
      const { events } = await pull(feed, has([...deleted, ...later]));
      deepStrictEqual([...new Set(ids(events))], ids([...deleted, ...later]));
    });

    it('gets what was never carried to a topic that was deleted and made again, however long that has grown', async () => {
      const feed = read(await start());
      const { checkpoint } = await pull(feed, has(await kafka.record('order-1', newEvents(2))));
      const lost = await kafka.append('order-1', newEvents(3));
      await kafka.deleteTopic('order');
      await kafka.makeTopics(['order']);
      const later = await kafka.record('order-1', newEvents(10));
      const { events } = await pull(read(checkpoint), has([...lost, ...later]));
      deepStrictEqual([...new Set(ids(events))], ids([...lost, ...later]));
    });

    it('goes on by the log while the topic is not there, and by the topic when it is made again', async () => {
      const feed = read(await start(), kafka.feed(), ['order', 'product']);
      await kafka.deleteTopic('order');
      const meanwhile = await kafka.append('order-1', newEvents(3));
      const [elsewhere] = await kafka.record('product-1', newEvents(1));
      await pull(feed, has([...meanwhile, elsewhere!]));
      await kafka.makeTopics(['order']);
      await pull(feed, has(await kafka.record('order-1', newEvents(2))));
    });

    it('stops where the topic holds what the log has not, or no longer has: the log was rewound', async () => {
      const checkpoint = await start();
      const [first] = await kafka.record('order-1', newEvents(1));
      await kafka.publish([{ ...first!, id: 'before the restore', revision: 1, position: first!.position + 1n }]);
      await rejects(pull(read(checkpoint), count(2)), { name: 'StoreRewoundError', message: /revision 1 of order-1/ });
    });

    it('tells its lag by the log', async () => {
      const checkpoint = await start();
      await kafka.record('order-1', newEvents(3));
      await kafka.deleteTopic('order');
      await kafka.clock.advance(5_000);
      deepStrictEqual(await kafka.feed().lag(['order'], checkpoint), { events: 3, seconds: 5 });
    });
  });

  describe('among records that are not the relay’s', () => {
    const stream = 'order-1';
    const partition = partitionOf(stream, partitions);

    it('passes over what is forged, unreadable or in the wrong place, and tells where it is', async () => {
      const checkpoint = await start();
      const [first] = await kafka.record(stream, newEvents(1));
      const forged = { ...first!, id: 'made up', revision: 1, position: 99n };
      await kafka.write('order', partition, toRecord(forged));
      await kafka.write('order', partition, toRecord(forged, 'a guess'));
      await kafka.write('order', partition, { key: stream, value: 'not JSON' });
      await kafka.write('order', partition, { key: Buffer.from([0xff, 0xfe]), value: Buffer.alloc(100) });
      await kafka.write('order', (partition + 1) % partitions, toRecord(first!, secret));
      const [second] = await kafka.record(stream, newEvents(1));
      const { events } = await pull(read(checkpoint), has([second!]));
      deepStrictEqual(ids(events), ids([first!, second!]));
      const told = (of: number): string[] =>
        kafka.refused.flatMap(({ category, offset, reason, ...where }) =>
          where.partition === of && reason.length > 0 ? [`${category} ${offset}`] : [],
        );
      deepStrictEqual(told(partition), ['order 1', 'order 2', 'order 3', 'order 4']);
      const elsewhere = [...Array(partitions).keys()].filter((each) => each !== partition).flatMap(told);
      ok(elsewhere.length === 0 || elsewhere.join() === 'order 0');
      await pull(read(checkpoint), () => kafka.refused.some((each) => each.partition !== partition));
    });

    it('believes without signatures only what the log has, and as the log has it', async () => {
      const checkpoint = await start();
      const feed = kafka.feed({ trust: { by: 'event-store' } });
      const [first] = await kafka.record(stream, newEvents(1));
      await kafka.write('order', partition, toRecord({ ...first!, id: 'made up', revision: 1, position: 99n }));
      const [second, third] = await kafka.append(stream, newEvents(2));
      await kafka.write('order', partition, toRecord({ ...second!, data: { price: 1 } }));
      await kafka.publish([third!]);
      const { events } = await pull(read(checkpoint, feed), has([third!]));
      deepStrictEqual(events, [first, second, third]);
      deepStrictEqual(
        kafka.refused.map(({ offset }) => offset),
        [1n],
      );
    });

    it('reads compressed batches', async () => {
      const checkpoint = await start();
      const [first] = await kafka.append(stream, newEvents(1));
      await kafka.write('order', partition, toRecord(first!, secret), CompressionTypes.GZIP);
      deepStrictEqual((await pull(read(checkpoint), count(1))).events, [first]);
    });
  });

  it('goes on behind a position of the log, and no earlier', async () => {
    const recorded: RecordedEvent[] = [];
    for (let i = 0; i < 6; i++) recorded.push(...(await kafka.record(`order-${i}`, newEvents(2))));
    const uncarried = await kafka.append('order-0', newEvents(2));
    const checkpoint = await kafka.feed().checkpointAfter(recorded[6]!.position);
    const { events } = await pull(read(checkpoint), count(7));
    deepStrictEqual(ids(events), ids([...recorded.slice(7), ...uncarried]));
  });

  it('counts as lag what is not carried yet, and what one partition alone is behind', async () => {
    const checkpoint = await start();
    deepStrictEqual(await kafka.feed().lag(['order'], checkpoint), { events: 0, seconds: 0 });
    const feed = kafka.feed();
    const recorded = await kafka.record('order-1', newEvents(4));
    await kafka.clock.advance(7_000);
    deepStrictEqual(await feed.lag(['order'], checkpoint), { events: 4, seconds: 7 });
    const behind = await pull(read(checkpoint), has(recorded));
    await kafka.append('order-1', newEvents(2));
    deepStrictEqual(await feed.lag(['order'], behind.checkpoint), { events: 2, seconds: 0 });
  });
});
