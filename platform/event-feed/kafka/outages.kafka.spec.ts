import { ok, rejects, strictEqual } from 'node:assert/strict';
import net, { type Socket } from 'node:net';
import { afterEach, beforeEach, it, mock } from 'node:test';
import { newEvents } from '../../event-store/contract/samples.ts';
import { openKafka } from '../../kafka/connect.ts';
import { isOutage } from '../../projecting/apply-event.ts';
import { silentLog } from '../../telemetry/port.ts';
import { describeOn } from '../../testing/engines.ts';
import type { FeedBatch } from '../port.ts';
import { TestKafka } from './test-kafka.ts';

describeOn('kafka', 'the Kafka feed under trouble', ({ brokers }) => {
  let kafka: TestKafka;
  let controller: AbortController;
  beforeEach(async () => {
    kafka = await TestKafka.open(brokers, ['order']);
    controller = new AbortController();
  });
  afterEach(async () => {
    mock.restoreAll();
    controller.abort();
    await kafka.close();
  });

  const read = (checkpoint: string | null) =>
    kafka
      .feed()
      .read({ reader: 'reader', categories: ['order'], checkpoint, signal: controller.signal })
      [Symbol.asyncIterator]();
  const valueOf = async (feed: AsyncIterator<FeedBatch>): Promise<FeedBatch> => {
    const { done, value } = await feed.next();
    if (done) throw new Error('the feed ended');
    return value;
  };
  /** The sockets that are opened from now on. */
  const watchSockets = (): Socket[] => {
    const sockets: Socket[] = [];
    const connect = net.connect;
    mock.method(net, 'connect', (...args: Parameters<typeof connect>) => {
      const socket = connect(...args);
      sockets.push(socket);
      return socket;
    });
    return sockets;
  };

  it('is away where no broker can be reached, for readers and for who asks for the lag', async () => {
    const connection = openKafka({ brokers: ['127.0.0.1:1'], clientId: 'test', log: silentLog });
    const feed = kafka.feed({ connection });
    const reader = feed.read({ reader: 'reader', categories: ['order'], checkpoint: null, signal: controller.signal });
    await rejects(reader[Symbol.asyncIterator]().next(), isOutage);
    await rejects(feed.lag(['order'], null), isOutage);
  });

  it('is away where connections break, and goes on from the checkpoint', async () => {
    const sockets = watchSockets();
    const feed = read(null);
    const { checkpoint } = await valueOf(feed);
    const next = feed.next();
    ok(sockets.length > 0);
    for (const socket of sockets) socket.destroy(new Error('the peer has reset it'));
    await rejects(next, isOutage);
    mock.restoreAll();
    const [event] = await kafka.record('order-1', newEvents(1));
    strictEqual((await valueOf(read(checkpoint))).events[0]?.id, event?.id);
  });

  it('is away where a broker does not answer any more', async () => {
    const sockets = watchSockets();
    const feed = read(null);
    await valueOf(feed);
    for (const socket of sockets) socket.pause();
    await rejects(feed.next(), isOutage);
  });

  it('costs little while a dozen readers wait', async () => {
    const { checkpoint } = await valueOf(read(null));
    const readers = Array.from({ length: 12 }, () => read(checkpoint));
    await Promise.all(readers.map(valueOf));
    const waiting = Promise.all(readers.map(valueOf));
    const before = process.cpuUsage();
    const started = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    const { user, system } = process.cpuUsage(before);
    const share = (user + system) / 1_000 / (performance.now() - started);
    ok(share < 0.15, `${(share * 100).toFixed(1)} % of a core`);
    await kafka.record('order-1', newEvents(1));
    for (const { events } of await waiting) strictEqual(events.length, 1);
  });

  it('asks for no more than one answer ahead of a reader that is slow', async () => {
    const { checkpoint } = await valueOf(read(null));
    const text = 'x'.repeat(10_000);
    for (let i = 0; i < 12; i++) await kafka.record(`order-${i}`, newEvents(100, { text }));
    const sockets = watchSockets();
    const slow = read(checkpoint);
    const { events } = await valueOf(slow);
    mock.restoreAll();
    let left = 1_200;
    for (const fast = read(checkpoint); left > 0;) left -= (await valueOf(fast)).events.length;
    const mebibytes = sockets.reduce((sum, { bytesRead }) => sum + bytesRead, 0) / 2 ** 20;
    ok(events.length < 300 && mebibytes < 3, `${events.length} events, ${mebibytes.toFixed(1)} MiB of 12`);
    ok((await valueOf(slow)).events.length > 0);
  });
});
