import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { refused } from '../contract/append.ts';
import { collect, ids, newEvents, pullUntil, revisions } from '../contract/samples.ts';
import { type EventStore, WrongExpectedRevisionError } from '../port.ts';
import { openSqliteEventStore } from './store.ts';
import { testFolder } from './test-files.ts';

// SQLite does not care whether connections are of one process or of two; crash.int.spec.ts has real processes.
describe('two stores on one SQLite file', () => {
  let [one, two] = [undefined, undefined] as unknown as [EventStore, EventStore];
  const file = join(testFolder(), 'events.db');
  before(async () => {
    [one, two] = [
      await openSqliteEventStore({ file, clock: systemClock }),
      await openSqliteEventStore({ file, clock: systemClock }),
    ];
  });
  after(() => Promise.all([one.close(), two.close()]));

  it('see what the other appended, also where they remember the stream otherwise', async () => {
    await one.append('order-1', 'no_stream', newEvents(1));
    await two.append('order-1', 0, newEvents(1));
    await refused(one.append('order-1', 0, newEvents(1)), 'order-1', 0, 1);
    await one.append('order-1', 1, newEvents(1));
    await two.append('order-1', 2, newEvents(1));
    await refused(one.append('order-1', 'no_stream', newEvents(1)), 'order-1', 'no_stream', 3);
    deepStrictEqual(revisions(await collect(one.readStream('order-1'))), [0, 1, 2, 3]);
  });

  it('answer an append that the other has made as the first time', async () => {
    const events = newEvents(2);
    const answer = await one.append('order-2', 'no_stream', events);
    deepStrictEqual(await two.append('order-2', 'no_stream', events), answer);
  });

  it('let exactly one of two writers win each revision', async () => {
    const wins = { one: 0, two: 0 };
    const write = async (name: 'one' | 'two', store: EventStore): Promise<void> => {
      let next = 0;
      while (next < 60) {
        try {
          await store.append('order-3', next === 0 ? 'no_stream' : next - 1, newEvents(1, { name }));
          wins[name]++;
          next++;
        } catch (error) {
          if (!(error instanceof WrongExpectedRevisionError)) throw error;
          next = error.actual === 'no_stream' ? 0 : error.actual + 1;
        }
      }
    };
    await Promise.all([write('one', one), write('two', two)]);
    const events = await collect(two.readStream('order-3'));
    deepStrictEqual(
      revisions(events),
      events.map((_, i) => i),
    );
    strictEqual(events.length, wins.one + wins.two);
  });

  it('wake a reader of the other at the head', async () => {
    const signal = AbortSignal.timeout(30_000);
    const after = await two.head();
    const batches = two.subscribeAll({ after, signal })[Symbol.asyncIterator]();
    await batches.next();
    const events = newEvents(3);
    const coming = pullUntil(batches, (got) => got.length === 3);
    await one.append('order-4', 'no_stream', events);
    deepStrictEqual(ids((await coming).events), ids(events));
  });

  it('open while the other appends: a log that is being written is not taken for damaged', async () => {
    let stop = false;
    const text = 'x'.repeat(3_000);
    const caller = async (number: number): Promise<void> => {
      for (let i = 0; !stop; i++) await one.append(`busy-${number}-${i}`, 'no_stream', newEvents(2, { text }));
    };
    const callers = Promise.all(Array.from({ length: 8 }, (_, number) => caller(number)));
    try {
      for (let i = 0; i < 15; i++) await (await openSqliteEventStore({ file, clock: systemClock })).close();
    } finally {
      stop = true;
      await callers;
    }
  });

  it('decode an event once for all readers at the head', async () => {
    const signal = AbortSignal.timeout(30_000);
    const after = await one.head();
    const filters = [undefined, { categories: ['order'] }, { categories: ['order', 'product'] }];
    const readers = filters.map((filter) =>
      pullUntil(
        one.subscribeAll({ after, signal, ...(filter && { filter }) })[Symbol.asyncIterator](),
        (got) => got.length === 2,
      ),
    );
    await one.append('order-5', 'no_stream', newEvents(1));
    await two.append('order-6', 'no_stream', newEvents(1));
    const [first, ...others] = await Promise.all(readers);
    for (const { events } of others) ok(events.every((event, i) => event === first?.events[i]));
  });
});
