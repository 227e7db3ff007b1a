import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { it } from 'node:test';
import { openKafka } from '../../kafka/connect.ts';
import { deleteTopics, readEvents, readRecords, scratchPrefix } from '../../kafka/testing/scratch-topics.ts';
import { ensureTopics, topicOf } from '../../kafka/topics.ts';
import { withAdmin } from '../../kafka/with-admin.ts';
import { silentLog } from '../../telemetry/port.ts';
import { describeOn } from '../../testing/engines.ts';
import { sampleEvents } from '../contract.ts';
import { DestinationLostError, EventPublisherUnavailableError, EventTooLargeError } from '../port.ts';
import { createKafkaPublisher, openKafkaPublisher } from './open.ts';
import { KafkaPublisher } from './publisher.ts';
import { Session } from './session.ts';

const settings = { partitions: 2, replication: 1, retentionMs: -1, categories: ['order', 'product'] };

describeOn('kafka', 'the Kafka publisher', ({ brokers }) => {
  const connection = openKafka({ brokers, clientId: 'publisher-spec', log: silentLog });

  const withTopics = (test: (prefix: string) => Promise<void>) => async () => {
    const prefix = scratchPrefix();
    try {
      await test(prefix);
    } finally {
      await deleteTopics(connection, prefix);
    }
  };

  it(
    'writes records that any tool can read: the stream as key, JSON, and headers that tell what it is',
    withTopics(async (prefix) => {
      const publisher = await openKafkaPublisher({ connection, prefix, ...settings, secret: 'a secret' });
      const [event] = sampleEvents('order-1', 1, 41n);
      ok(event);
      await publisher.publish([event]);
      await publisher.close();
      const [record] = await readRecords(connection, prefix);
      strictEqual(record?.topic, `${prefix}.order`);
      strictEqual(String(record.key), 'order-1');
      deepStrictEqual(JSON.parse(String(record.value)), { data: event.data, metadata: event.metadata });
      const { signature, ...headers } = Object.fromEntries(Object.entries(record.headers ?? {}).map(([k, v]) => [k, String(v)]));
      ok(signature);
      deepStrictEqual(headers, {
        ...{ type: event.type, version: '1', eventId: event.id, revision: '0', position: '41', recordedAt: event.recordedAt },
        ...{ correlationId: 'correlation', causationId: 'causation' },
      });
    }),
  );

  it(
    'takes an event near the size of an order of 2,000 lines, and refuses one that no topic takes',
    withTopics(async (prefix) => {
      const publisher = await openKafkaPublisher({ connection, prefix, ...settings });
      const large = sampleEvents('order-1', 3).map((event) => ({ ...event, data: { text: 'x'.repeat(1_500_000) } }));
      await publisher.publish(large);
      const huge = sampleEvents('order-2', 1).map((event) => ({ ...event, data: { text: 'x'.repeat(5_000_000) } }));
      await rejects(publisher.publish(huge), EventTooLargeError);
      await publisher.close();
      deepStrictEqual(await readEvents(connection, prefix), large);
    }),
  );

  it(
    'refuses what was meant for a topic that was deleted and made anew, and all that follows until it is renewed',
    withTopics(async (prefix) => {
      const publisher = await openKafkaPublisher({ connection, prefix, ...settings });
      const events = sampleEvents('order-1', 9);
      await publisher.publish(events.slice(0, 3));
      const before = await publisher.renew();
      await withAdmin(connection, (admin) => admin.deleteTopics({ topics: [topicOf(prefix, 'order')] }));
      await ensureTopics(connection, { prefix, ...settings });
      deepStrictEqual(await publisher.lost(), ['order']);
      const error = await publisher.publish(events.slice(3, 6)).catch((reason: unknown) => reason);
      ok(error instanceof DestinationLostError);
      deepStrictEqual(error.categories, ['order']);
      await rejects(publisher.publish(sampleEvents('product-1', 1)), DestinationLostError);
      const after = await publisher.renew();
      ok(before.get('order') !== after.get('order'));
      strictEqual(before.get('product'), after.get('product'));
      deepStrictEqual(await readEvents(connection, prefix), []);
      await publisher.publish(events);
      await publisher.close();
      deepStrictEqual(await readEvents(connection, prefix), events);
    }),
  );

  it(
    'lives on with a new producer when the broker has lost count of the old one',
    withTopics(async (prefix) => {
      const topics = new Map(settings.categories.map((category) => [category, topicOf(prefix, category)]));
      let current: Session | undefined;
      const openSession = async (): Promise<Session> => {
        await ensureTopics(connection, { prefix, ...settings });
        return (current = await Session.open(connection.cluster(), topics));
      };
      const publisher = new KafkaPublisher({ partitions: 2, secret: undefined, openSession });
      await publisher.renew();
      const events = sampleEvents('order-1', 4);
      await publisher.publish(events.slice(0, 2));
      // Numbers that are never sent: the next ones are out of order for the broker.
      for (const partition of [0, 1]) current?.sequences.take(current.topicIds.get('order') ?? '', partition, 7);
      await rejects(publisher.publish(events.slice(2)), EventPublisherUnavailableError);
      await publisher.renew();
      await publisher.publish(events.slice(2));
      await publisher.close();
      deepStrictEqual(await readEvents(connection, prefix), events);
    }),
  );

  it(
    'tells the newest event of every partition',
    withTopics(async (prefix) => {
      const publisher = await openKafkaPublisher({ connection, prefix, ...settings });
      deepStrictEqual(await publisher.newest(), []);
      const [orders, products] = [sampleEvents('order-1', 5), sampleEvents('product-1', 3)];
      await publisher.publish([...orders, ...products]);
      const newest = await publisher.newest();
      deepStrictEqual(newest.map(({ id }) => id).toSorted(), ['order-1/4', 'product-1/2']);
      await publisher.close();
    }),
  );

  it('says that Kafka is away, in seconds, and holds nothing open', async () => {
    const nowhere = openKafka({ brokers: ['127.0.0.1:1'], clientId: 'publisher-spec', log: silentLog });
    const publisher = createKafkaPublisher({ connection: nowhere, prefix: 'x', partitions: 1 });
    await rejects(publisher.publish(sampleEvents('order-1', 1)), EventPublisherUnavailableError);
    await rejects(publisher.renew(), EventPublisherUnavailableError);
    await publisher.close();
  });
});
