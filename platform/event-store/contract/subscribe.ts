import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { EventBatch, EventStore, SubscribeAllOptions } from '../port.ts';
import { EventStoreUnavailableError } from '../port.ts';
import { collect, ids, newEvents, pullUntil, rising } from './samples.ts';

export function subscribeContract(store: () => EventStore): void {
  describe('subscribeAll', () => {
    let controller: AbortController;
    let signal: AbortSignal;
    beforeEach(() => {
      controller = new AbortController();
      // What never comes fails the test instead of keeping it.
      signal = AbortSignal.any([controller.signal, AbortSignal.timeout(30_000)]);
    });
    afterEach(() => controller.abort());

    const subscribe = (options: Omit<SubscribeAllOptions, 'signal'> = {}): AsyncIterator<EventBatch> =>
      store()
        .subscribeAll({ ...options, signal })
        [Symbol.asyncIterator]();

    it('gives what is there, then what comes', async () => {
      const events = newEvents(6);
      await store().append('order-1', 'no_stream', events.slice(0, 2));
      const batches = subscribe();
      const there = await pullUntil(batches, (_, last) => last.caughtUp);
      deepStrictEqual(ids(there.events), ids(events.slice(0, 2)));
      const coming = pullUntil(batches, (got) => got.length === 4);
      await store().append('order-1', 1, events.slice(2, 3));
      await store().append('order-2', 'no_stream', events.slice(3));
      deepStrictEqual(ids((await coming).events), ids(events.slice(2)));
    });

    it('gives only what is after the position', async () => {
      await store().append('order-1', 'no_stream', newEvents(4));
      const after = (await collect(store().readAll()))[1]!.position;
      const { events } = await pullUntil(subscribe({ after }), (_, last) => last.caughtUp);
      deepStrictEqual(
        events.map((event) => event.revision),
        [2, 3],
      );
    });

    it('answers at once, in an empty log and at the head too, that it has caught up', async () => {
      const empty = await subscribe().next();
      deepStrictEqual(empty.value, { events: [], position: -1n, caughtUp: true });
      const { position } = await store().append('order-1', 'no_stream', newEvents(1));
      const atHead = await subscribe({ after: position }).next();
      deepStrictEqual(atHead.value, { events: [], position, caughtUp: true });
    });

    it('gives no more events at once than asked for, none twice and none left out', async () => {
      await store().append('order-1', 'no_stream', newEvents(25));
      const { events, pulled } = await pullUntil(subscribe({ batchSize: 10 }), (_, last) => last.caughtUp);
      ok(pulled.every((batch) => batch.events.length <= 10));
      strictEqual(events.length, 25);
      ok(rising(events));
      await rejects(subscribe({ batchSize: 0 }).next(), RangeError);
    });

    it('tells how far the log was read: the last event, or beyond it under a filter', async () => {
      await store().append('order-1', 'no_stream', newEvents(3));
      const { position } = await store().append('product-1', 'no_stream', newEvents(3));
      const whole = await pullUntil(subscribe(), (_, last) => last.caughtUp);
      strictEqual(whole.last.position, whole.events.at(-1)?.position);
      const orders = await pullUntil(subscribe({ filter: { categories: ['order'] } }), (_, last) => last.caughtUp);
      strictEqual(orders.events.length, 3);
      strictEqual(orders.last.position, position);
    });

    it('moves its position also where the filter matches nothing', async () => {
      await store().append('order-1', 'no_stream', newEvents(3));
      const batches = subscribe({ filter: { categories: ['product'] } });
      const there = await pullUntil(batches, (_, last) => last.caughtUp);
      strictEqual(there.last.position, await store().head());
      const coming = batches.next();
      const { position } = await store().append('order-1', 2, newEvents(1));
      deepStrictEqual((await coming).value, { events: [], position, caughtUp: true });
    });

    it('goes on from the position of any batch as if it had never stopped', async () => {
      for (let i = 0; i < 20; i++) await store().append(i % 3 ? `order-${i}` : `product-${i}`, 'no_stream', newEvents(2));
      const filter = { categories: ['order'] };
      const { events, pulled } = await pullUntil(subscribe({ filter, batchSize: 4 }), (_, last) => last.caughtUp);
      let seen = 0;
      for (const batch of pulled) {
        seen += batch.events.length;
        const rest = await pullUntil(subscribe({ filter, after: batch.position }), (_, last) => last.caughtUp);
        deepStrictEqual(rest.events, events.slice(seen));
      }
    });

    it('reads a batch when it is asked for it: a slow reader finds the log in pieces, not a pile', async () => {
      await store().append('order-1', 'no_stream', newEvents(10));
      const batches = subscribe({ batchSize: 10 });
      const first = (await batches.next()).value as EventBatch;
      strictEqual(first.caughtUp, true);
      await store().append('order-1', 9, newEvents(15));
      const { pulled } = await pullUntil(batches, (events) => events.length === 15);
      deepStrictEqual(
        pulled.map((batch) => [batch.events.length, batch.caughtUp]),
        [
          [10, false],
          [5, true],
        ],
      );
    });

    it('gives every one of many readers the same', async () => {
      const readers = Array.from({ length: 8 }, () => pullUntil(subscribe(), (events) => events.length === 40));
      for (let i = 0; i < 20; i++) await store().append(`order-${i}`, 'no_stream', newEvents(2));
      const log = await collect(store().readAll());
      for (const reader of readers) deepStrictEqual((await reader).events, log);
    });

    it('ends when the signal aborts: while it waits, between batches, and before the first', async () => {
      const waiting = subscribe();
      await waiting.next();
      const next = waiting.next();
      const between = subscribe();
      await between.next();
      controller.abort();
      strictEqual((await next).done, true);
      strictEqual((await between.next()).done, true);
      strictEqual((await subscribe().next()).done, true);
    });

    it('throws when the store goes away', async () => {
      const batches = subscribe();
      await batches.next();
      const next = batches.next();
      await Promise.all([rejects(next, EventStoreUnavailableError), store().close()]);
    });
  });
}
