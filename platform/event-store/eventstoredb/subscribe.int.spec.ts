import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { collect, ids, newEvents, pullUntil, rising } from '../contract/samples.ts';
import { type EventBatch, type EventStore, EventStoreUnavailableError, type SubscribeAllOptions } from '../port.ts';
import { startPair, until } from './testing.ts';

function subscribe(t: TestContext, store: EventStore, options: Omit<SubscribeAllOptions, 'signal'> = {}) {
  const controller = new AbortController();
  t.after(() => controller.abort());
  const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(60_000)]);
  const batches: AsyncIterator<EventBatch> = store.subscribeAll({ ...options, signal })[Symbol.asyncIterator]();
  return { batches, abort: () => controller.abort() };
}

describe('a subscription to EventStoreDB', () => {
  it('that is dropped again and again gives every event once and in order', async (t) => {
    const { double, store } = await startPair(t);
    const { batches } = subscribe(t, store, { filter: { categories: ['order'] } });
    const reading = pullUntil(batches, (events) => events.length === 120);
    const wanted: string[] = [];
    for (let i = 0; i < 60; i++) {
      const events = newEvents(2);
      wanted.push(...ids(events));
      await store.append(`product-${i}`, 'no_stream', newEvents(1));
      await store.append(`order-${i}`, 'no_stream', events);
      if (i % 6 === 5) double.faults.dropSubscriptions();
    }
    const { events } = await reading;
    deepStrictEqual(ids(events), wanted);
    ok(rising(events));
  });

  it('goes on after the server restarted, and after another node was elected', async (t) => {
    const { double, store } = await startPair(t, {}, { nodes: 2 });
    await store.append('order-1', 'no_stream', newEvents(2));
    const { batches } = subscribe(t, store);
    await pullUntil(batches, (_, last) => last.caughtUp);
    const next = pullUntil(batches, (events) => events.length === 2);
    await double.faults.goDown();
    await double.faults.comeBack();
    await until('the store answers', () =>
      store.head().then(
        () => true,
        () => false,
      ),
    );
    await store.append('order-1', 1, newEvents(1));
    double.faults.electLeader(1);
    await store.append('order-1', 2, newEvents(1));
    deepStrictEqual(
      (await next).events.map((event) => event.revision),
      [2, 3],
    );
  });

  it('throws when the server stays away', async (t) => {
    const { double, store } = await startPair(t, { subscription: 1_000 });
    const { batches } = subscribe(t, store);
    await batches.next();
    const next = batches.next();
    await double.faults.goDown();
    await rejects(next, EventStoreUnavailableError);
  });

  it('throws when the server takes it and says nothing, and goes on when it speaks again', async (t) => {
    const { double, store } = await startPair(t, { subscription: 1_000, read: 1_000 });
    const { batches } = subscribe(t, store);
    await batches.next();
    double.faults.silenceReads(true);
    await rejects(batches.next(), /did not (answer|confirm)/);
    double.faults.silenceReads(false);
    const { batches: again } = subscribe(t, store);
    strictEqual(((await again.next()).value as EventBatch).caughtUp, true);
  });

  it('throws at once when the user may not read', async (t) => {
    const { double, store } = await startPair(t);
    double.faults.refuseAccess(true);
    await rejects(subscribe(t, store).batches.next(), EventStoreUnavailableError);
  });

  it('that nobody reads from costs no memory, and gives everything when it is read again', async (t) => {
    const { double, store } = await startPair(t);
    const { batches } = subscribe(t, store, { batchSize: 200 });
    const first = await pullUntil(batches, (_, last) => last.caughtUp);
    const live = batches.next();
    await until('it is subscribed', () => double.faults.seen.subscriptions === 1);
    await store.append('order-0', 'no_stream', newEvents(1));
    const begun = await live;
    for (let i = 1; i <= 20; i++) await store.append(`order-${i}`, 'no_stream', newEvents(500, { text: 'x'.repeat(1_000) }));
    const given = double.faults.seen.given;
    ok(given < 3_000, `the server could send ${given} of 10,001 events`);
    const { events } = await pullUntil(batches, (got) => got.length >= 10_000);
    deepStrictEqual(
      ids([...first.events, ...(begun.value as EventBatch).events, ...events]),
      ids(await collect(store.readAll())),
    );
  });

  it('that is aborted ends at once and gives its call back, whether it waits or nobody reads', async (t) => {
    const { double, store } = await startPair(t);
    await store.append('order-1', 'no_stream', newEvents(1));
    const subscriptions = Array.from({ length: 10 }, () => subscribe(t, store));
    const waiting = await Promise.all(
      subscriptions.map(async ({ batches }) => {
        await batches.next();
        return { next: batches.next() };
      }),
    );
    await until('all are subscribed', () => double.faults.seen.subscriptions === 10);
    const since = Date.now();
    for (const { abort } of subscriptions) abort();
    for (const { next } of waiting) strictEqual((await next).done, true);
    ok(Date.now() - since < 1_000);
    await until('all calls are over', () => double.faults.seen.subscriptions === 0);
  });

  it('reaches the head by what others write and its filter leaves out', async (t) => {
    const { store, open } = await startPair(t, {}, { systemEventEvery: 3 });
    const other = await open();
    await other.append('order-1', 'no_stream', newEvents(1));
    const { batches } = subscribe(t, store, { filter: { categories: ['product'] } });
    await batches.next();
    for (let i = 0; i < 10; i++) {
      const { position } = await other.append('order-1', i, newEvents(3).slice(0, 1));
      const { last, events } = await pullUntil(batches, (_, batch) => batch.position >= position);
      deepStrictEqual([events.length, last.caughtUp], [0, true]);
    }
  });

  it('gives every matching event once, wherever it begins and whatever is written meanwhile', async (t) => {
    const { double, store } = await startPair(t, {}, { systemEventEvery: 4 });
    let round = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('order', 'product', 'drop'), { minLength: 5, maxLength: 25 }), async (steps) => {
        const category = `order${round++}`;
        const from = await store.head();
        const readers = new Set<ReturnType<typeof pullUntil>>();
        const total = steps.filter((step) => step === 'order').length;
        const wanted: string[] = [];
        for (const [i, step] of steps.entries()) {
          const left = total - wanted.length;
          const { batches } = subscribe(t, store, {
            after: i === 0 ? from : await store.head(),
            filter: { categories: [category] },
          });
          if (left > 0) readers.add(pullUntil(batches, (events) => events.length === left));
          if (step === 'drop') double.faults.dropSubscriptions();
          const events = newEvents(1);
          if (step === 'order') wanted.push(...ids(events));
          if (step !== 'drop')
            await store.append(`${step === 'order' ? category : 'product'}-${crypto.randomUUID()}`, 'no_stream', events);
        }
        for (const { events } of await Promise.all(readers)) deepStrictEqual(ids(events), wanted.slice(-events.length));
      }),
      { numRuns: 8 },
    );
  });
});
