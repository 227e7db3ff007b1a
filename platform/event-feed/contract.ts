import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { NewEvent, RecordedEvent } from '@shop/shared-events';
import { ids, newEvents } from '../event-store/contract/samples.ts';
import type { EventFeed, FeedBatch } from './port.ts';

/** A feed under test, and how events get into it. */
export interface FeedUnderTest {
  readonly feed: EventFeed;
  /** Appends at the end of the stream. */
  record(stream: string, events: readonly NewEvent[]): Promise<void>;
  /** Moves the time on by which the age of the lag is told. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** What every {@link EventFeed} keeps to. `open` answers a feed of an empty log. */
export function eventFeedContract(name: string, open: () => Promise<FeedUnderTest>): void {
  describe(`${name}: an event feed`, () => {
    let under: FeedUnderTest;
    let controller: AbortController;
    let signal: AbortSignal;
    beforeEach(async () => {
      under = await open();
      controller = new AbortController();
      // What never comes fails the test instead of keeping it.
      signal = AbortSignal.any([controller.signal, AbortSignal.timeout(30_000)]);
    });
    afterEach(async () => {
      controller.abort();
      await under.close();
    });

    const read = (categories: readonly string[], checkpoint: string | null = null, reader = 'reader') =>
      under.feed.read({ reader, categories, checkpoint, signal })[Symbol.asyncIterator]();

    it('gives the events of the categories, from the beginning, then what comes', async () => {
      const [orders, products, later] = [newEvents(3), newEvents(2), newEvents(1)];
      await under.record('order-1', orders);
      await under.record('product-1', products);
      const feed = read(['order']);
      deepStrictEqual(ids((await pull(feed, 3)).events), ids(orders));
      await under.record('product-1', newEvents(1));
      await under.record('order-1', later);
      deepStrictEqual(ids((await pull(feed, 1)).events), ids(later));
    });

    it('gives events as they were recorded: nothing is brought to a newer version', async () => {
      const [event] = newEvents(1, { shape: 'of another time' });
      await under.record('order-1', [{ ...event!, type: 'LongForgotten', metadata: { ...event!.metadata, version: 1 } }]);
      const [got] = (await pull(read(['order']), 1)).events;
      deepStrictEqual([got?.type, got?.data, got?.metadata], ['LongForgotten', event?.data, event?.metadata]);
      deepStrictEqual([got?.stream, got?.revision, typeof got?.position], ['order-1', 0, 'bigint']);
    });

    it('gives each stream in the order of its revisions', async () => {
      for (let i = 0; i < 60; i++) await under.record(`order-${i % 7}`, newEvents(1 + (i % 3)));
      const next = new Map<string, number>();
      for (const { stream, revision } of (await pull(read(['order']), 120)).events) {
        ok(revision <= (next.get(stream) ?? 0), `${stream} jumps to ${revision}`);
        next.set(stream, Math.max(next.get(stream) ?? 0, revision + 1));
      }
      strictEqual(next.size, 7);
    });

    it('goes on behind any checkpoint and leaves nothing out', async () => {
      for (let i = 0; i < 30; i++) await under.record(i % 2 ? `order-${i}` : `product-${i}`, newEvents(40));
      const whole = await pull(read(['order']), 600);
      let seen = 0;
      for (const batch of whole.batches) {
        seen += batch.events.length;
        if (seen === 600) break;
        const rest = await pull(read(['order'], batch.checkpoint), 600 - seen);
        deepStrictEqual(ids(rest.events).toSorted(), ids(whole.events.slice(seen)).toSorted());
      }
    });

    it('tells a reader at the head that it has caught up, in an empty log too', async () => {
      const empty = (await read(['order']).next()).value as FeedBatch;
      deepStrictEqual([empty.events, empty.caughtUp], [[], true]);
      await under.record('product-1', newEvents(2));
      const feed = read(['order'], empty.checkpoint);
      for (;;) {
        const batch = (await feed.next()).value as FeedBatch;
        if (batch.caughtUp) break;
      }
    });

    it('goes on behind a position of the log: nothing after it is left out', async () => {
      for (let i = 0; i < 10; i++) await under.record(`order-${i}`, newEvents(3));
      const { events } = await pull(read(['order']), 30);
      for (const at of [0, 13, 28]) {
        const checkpoint = await under.feed.checkpointAfter(events[at]!.position);
        const missing = new Set(ids(events.slice(at + 1)));
        const feed = read(['order'], checkpoint);
        while (missing.size > 0) for (const { id } of (await pull(feed, 1)).events) missing.delete(id);
      }
    });

    it('goes on behind a checkpoint that claims less: nothing new is left out', async () => {
      for (let i = 0; i < 10; i++) await under.record(`order-${i}`, newEvents(3));
      const { events, batches } = await pull(read(['order']), 30);
      const checkpoint = batches.at(-1)?.checkpoint ?? '';
      for (const position of [-1n, events[13]!.position, events[29]!.position]) {
        const feed = read(['order'], under.feed.notBeyond(['order'], checkpoint, position));
        const next = newEvents(2);
        await under.record('order-10', next);
        const missing = new Set(ids(next));
        while (missing.size > 0) for (const { id } of (await pull(feed, 1)).events) missing.delete(id);
      }
    });

    it('gives every reader everything', async () => {
      const events = newEvents(10);
      await under.record('order-1', events);
      for (const reader of ['one', 'two'])
        deepStrictEqual(ids((await pull(read(['order'], null, reader), 10)).events), ids(events));
    });

    it('ends when the signal aborts', async () => {
      const feed = read(['order']);
      await feed.next();
      const next = feed.next();
      controller.abort();
      strictEqual((await next).done, true);
    });

    it('refuses a checkpoint that is not its own', async () => {
      await rejects(read(['order'], 'somewhere').next());
      await rejects(under.feed.lag(['order'], 'somewhere'));
    });

    it('tells how many events of the categories lie behind a checkpoint, and the age of the first', async () => {
      deepStrictEqual(await under.feed.lag(['order'], null), { events: 0, seconds: 0 });
      await under.record('order-1', newEvents(2));
      await under.advance(60_000);
      await under.record('order-2', newEvents(3));
      await under.record('product-1', newEvents(50));
      const { batches } = await pull(read(['order']), 5);
      const all = await under.feed.lag(['order'], null);
      strictEqual(all.events, 5);
      ok(all.seconds >= 60 && all.seconds < 120, `${all.seconds} s`);
      deepStrictEqual(await under.feed.lag(['order'], batches.at(-1)!.checkpoint), { events: 0, seconds: 0 });
      strictEqual((await under.feed.lag(['order', 'product'], null)).events, 55);
      strictEqual((await under.feed.lag([], null)).events, 0);
    });
  });
}

/** Reads until that many events have come. */
async function pull(
  feed: AsyncIterator<FeedBatch>,
  count: number,
): Promise<{ readonly events: RecordedEvent[]; readonly batches: FeedBatch[] }> {
  const events: RecordedEvent[] = [];
  const batches: FeedBatch[] = [];
  while (events.length < count) {
    const next = await feed.next();
    if (next.done) throw new Error(`the feed ended after ${events.length} of ${count} events`);
    events.push(...next.value.events);
    batches.push(next.value);
  }
  return { events, batches };
}
