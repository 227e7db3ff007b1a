import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { refused } from '../contract/append.ts';
import { collect, ids, newEvents } from '../contract/samples.ts';
import { type AppendResult, EventStoreUnavailableError } from '../port.ts';
import { startPair, until } from './testing.ts';

/** Long enough for a busy machine to answer, short enough to wait out. */
const soon = { append: 2_000, read: 5_000 };

describe('an append to EventStoreDB', () => {
  it('whose reply is lost is told as unavailable, was kept once, and answers when it is made again', async (t) => {
    const { double, store } = await startPair(t, soon);
    const events = newEvents(3);
    double.faults.loseReplies(1);
    await rejects(store.append('order-1', 'no_stream', events), EventStoreUnavailableError);
    const again = await store.append('order-1', 'no_stream', events);
    const log = await collect(store.readAll());
    deepStrictEqual(ids(log), ids(events));
    deepStrictEqual(again, { revision: 2, position: log[2]?.position });
  });

  it('that lost its reply does not take those with it whose replies come', async (t) => {
    const { double, store } = await startPair(t, soon);
    double.faults.loseReplies(1);
    const lost = rejects(store.append('order-lost', 'no_stream', newEvents(1)), EventStoreUnavailableError);
    const others = Array.from({ length: 20 }, (_, i) => store.append(`order-${i}`, 'no_stream', newEvents(1)));
    strictEqual((await Promise.all(others)).length, 20);
    await lost;
    strictEqual((await store.append('order-0', 0, newEvents(1))).revision, 1);
  });

  it('answers as the first time also where the server has forgotten it, and others have followed', async (t) => {
    const { double, store } = await startPair(t);
    const events = newEvents(600);
    const first = await store.append('order-1', 'no_stream', events);
    await store.append('order-1', 599, newEvents(2));
    double.faults.forgetIds(true);
    deepStrictEqual(await store.append('order-1', 'no_stream', events), first);
    await refused(store.append('order-1', 'no_stream', newEvents(2)), 'order-1', 'no_stream', 601);
    await refused(store.append('order-1', 'no_stream', [...events.slice(0, 2), ...newEvents(1)]), 'order-1', 'no_stream', 601);
  });

  it('answers with its position also where the server leaves that out', async (t) => {
    const { double, store } = await startPair(t);
    const events = newEvents(2);
    const first = await store.append('order-1', 'no_stream', events);
    double.faults.forgetPositions(true);
    deepStrictEqual(await store.append('order-1', 'no_stream', events), first);
  });

  it('that the server gives up is told as unavailable, and can be made again', async (t) => {
    const { double, store } = await startPair(t);
    const events = newEvents(1);
    double.faults.timeOutAppends(1);
    await rejects(store.append('order-1', 'no_stream', events), EventStoreUnavailableError);
    strictEqual((await store.append('order-1', 'no_stream', events)).revision, 0);
  });

  it('beyond the size that the server allows, or with an id that is no UUID, is a mistake', async (t) => {
    const { double, store } = await startPair(t);
    const [event] = newEvents(1, { text: 'x'.repeat(1_100_000) });
    await rejects(store.append('order-1', 'no_stream', [event!]), RangeError);
    await rejects(store.append('order-1', 'no_stream', [{ ...newEvents(1)[0]!, id: 'an-id' }]), RangeError);
    double.faults.beOld('answer');
    await rejects(store.append('order-1', 'no_stream', [event!]), RangeError);
    deepStrictEqual(await collect(store.readAll()), []);
  });

  for (const form of ['status', 'answer', 'answer-20.6', 'trailers'] as const) {
    it(`learns where the stream is from a conflict in the form of ${form}`, async (t) => {
      const { double, store } = await startPair(t);
      if (form !== 'status') double.faults.beOld(form);
      await refused(store.append('order-1', 4, newEvents(1)), 'order-1', 4, 'no_stream');
      await store.append('order-1', 'no_stream', newEvents(3));
      await refused(store.append('order-1', 'no_stream', newEvents(1)), 'order-1', 'no_stream', 2);
      await refused(store.append('order-1', 1, newEvents(1)), 'order-1', 1, 2);
      await refused(store.append('order-1', 7, newEvents(1)), 'order-1', 7, 2);
      ok(form === 'status' ? double.faults.seen.single === 0 : double.faults.seen.single === 5);
    });
  }

  it('finds the new leader when another node was elected, and is kept once', async (t) => {
    const { double, store } = await startPair(t, {}, { nodes: 3 });
    await store.append('order-1', 'no_stream', newEvents(1));
    for (const leader of [1, 2, 0]) {
      double.faults.electLeader(leader);
      const appends = Array.from({ length: 20 }, (_, i) => store.append(`order-${leader}-${i}`, 'no_stream', newEvents(1)));
      deepStrictEqual(new Set((await Promise.all(appends)).map(({ revision }) => revision)), new Set([0]));
    }
    strictEqual((await collect(store.readAll())).length, 61);
    deepStrictEqual(double.faults.seen.requiresLeader, new Set(['true']));
  });

  it('is told as unavailable while the server is away, and goes on with the same store when it is back', async (t) => {
    const { double, store } = await startPair(t, soon);
    await store.append('order-1', 'no_stream', newEvents(1));
    await double.faults.goDown();
    for (let i = 0; i < 5; i++) await rejects(store.append('order-1', 0, newEvents(1)), EventStoreUnavailableError);
    await rejects(store.head(), EventStoreUnavailableError);
    await double.faults.comeBack();
    const [event] = newEvents(1);
    const backAt = Date.now();
    await until('the append is kept', () => store.append('order-1', 0, [event!]).then(Boolean, () => false));
    ok(Date.now() - backAt < 2_000);
  });

  it('under way when the server restarts is kept or not, never in part, and never twice when made again', async (t) => {
    const { double, store } = await startPair(t, soon);
    const events = Array.from({ length: 60 }, () => newEvents(3));
    const append = (i: number): Promise<AppendResult> => store.append(`order-${i}`, 'no_stream', events[i]!);
    const under = Promise.allSettled(events.map((_, i) => append(i)));
    await double.faults.goDown();
    await double.faults.comeBack();
    await under;
    await until('every append is kept', async () =>
      (await Promise.allSettled(events.map((_, i) => append(i)))).every(({ status }) => status === 'fulfilled'),
    );
    const log = await collect(store.readAll());
    deepStrictEqual(ids(log).toSorted(), ids(events.flat()).toSorted());
  });

  it('is not hurt by another store of the process that is closed', async (t) => {
    const { store, open } = await startPair(t);
    for (let round = 0; round < 5; round++) {
      const other = await open();
      const appends = Array.from({ length: 30 }, (_, i) => store.append(`order-${round}-${i}`, 'no_stream', newEvents(1)));
      await other.append(`order-other-${round}`, 'no_stream', newEvents(1));
      await other.close();
      await Promise.all(appends);
    }
    strictEqual((await collect(store.readAll())).length, 155);
  });
});
