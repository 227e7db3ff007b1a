import { deepStrictEqual, ok } from 'node:assert/strict';
import { it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '@shop/platform/clock/system.ts';
import { createKafkaPublisher } from '@shop/platform/event-publisher/kafka/open.ts';
import { openKafka } from '@shop/platform/kafka/connect.ts';
import { deleteTopics, readEvents, scratchPrefix } from '@shop/platform/kafka/testing/scratch-topics.ts';
import { topicOf } from '@shop/platform/kafka/topics.ts';
import { withAdmin } from '@shop/platform/kafka/with-admin.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import type { RecordedEvent } from '@shop/shared-events';
import { createRelay, type Relay } from './relay.ts';
import { expectedOf, revisionsOf, World } from './testing/world.ts';

const categories = ['order', 'product', 'payment'];
const withinMs = 40_000;

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const start = Date.now(); Date.now() - start < withinMs; await sleep(50)) if (await holds()) return;
  throw new Error(`it did not come to pass within ${withinMs} ms`);
}

describeOn('kafka', 'the relay on a real Kafka', ({ brokers }) => {
  const connection = openKafka({ brokers, clientId: 'relay-spec', log: silentLog });

  const onTopics = (test: (prefix: string, world: World) => Promise<void>) => async () => {
    const prefix = scratchPrefix();
    try {
      await test(prefix, new World());
    } finally {
      await deleteTopics(connection, prefix);
    }
  };

  interface Started {
    readonly relay: Relay;
    stop(): Promise<void>;
    /** Ends it with its connections, whatever is under way; nothing more is written down. */
    kill(): Promise<void>;
  }
  const start = (world: World, prefix: string): Started => {
    const publisher = createKafkaPublisher({ connection, prefix, partitions: 3, categories });
    const stopping = new AbortController();
    const checkpointEvery = { events: 500, ms: 300, idleMs: 60_000 };
    const options = { store: world.store, publisher, clock: systemClock, log: silentLog, checkpointEvery };
    const relay = createRelay({ ...options, batchSize: 50, mostUnderWay: 300, checkDestinationsMs: 300 });
    const running = relay.run(stopping.signal);
    const ended = running.catch(() => undefined);
    return {
      relay,
      async stop() {
        stopping.abort();
        await running;
        await publisher.close();
      },
      async kill() {
        await publisher.close();
        stopping.abort();
        await ended;
      },
    };
  };

  const atHead = async (world: World, ...started: Started[]) => {
    const head = (await world.logged(...categories)).at(-1)?.position ?? -1n;
    await until(() => started.every(({ relay }) => (relay.status.position ?? -1n) >= head && relay.status.state === 'relaying'));
  };

  const checkAll = (kept: readonly RecordedEvent[], log: readonly RecordedEvent[]) => {
    for (const category of categories) deepStrictEqual(expectedOf(kept, category), expectedOf(log, category), category);
    const inLog = new Set(log.map(({ id }) => id));
    ok(kept.every(({ id }) => inLog.has(id)));
  };

  it(
    'keeps every stream whole and first in order, with two at once that are killed at random',
    onTopics(async (prefix, world) => {
      const started = [start(world, prefix), start(world, prefix)];
      for (let round = 0; round < 12; round++) {
        for (const category of categories) for (let i = 0; i < 5; i++) await world.append(`${category}-${i}`, 40);
        await sleep(Math.random() * 300);
        const victim = round % 2;
        await started[victim]?.kill();
        started[victim] = start(world, prefix);
      }
      await atHead(world, ...started);
      await Promise.all(started.map((each) => each.stop()));
      checkAll(await readEvents(connection, prefix), await world.logged());
    }),
  );

  it(
    'fills a topic that is deleted while it relays, and the others go on',
    onTopics(async (prefix, world) => {
      const started = [start(world, prefix), start(world, prefix)];
      for (const category of categories) await world.append(`${category}-1`, 800);
      await atHead(world, ...started);
      await withAdmin(connection, (admin) => admin.deleteTopics({ topics: [topicOf(prefix, 'order')] }));
      for (let i = 0; i < 10; i++) {
        await world.append('order-1', 5);
        await world.append('payment-1', 5);
        await sleep(100);
      }
      await until(async () => {
        const orders = (await readEvents(connection, prefix)).filter(({ stream }) => stream === 'order-1');
        return revisionsOf(orders)['order-1']?.length === 850;
      });
      await atHead(world, ...started);
      await Promise.all(started.map((each) => each.stop()));
      checkAll(await readEvents(connection, prefix), await world.logged());
    }),
  );
});
