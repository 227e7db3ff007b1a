import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { systemClock } from '../../clock/system.ts';
import { testSchemas, withClient } from '../../postgres/testing.ts';
import { describeOn } from '../../testing/engines.ts';
import { collect, newEvents, pullUntil, revisions, rising } from '../contract/samples.ts';
import { openPostgresEventStore } from './store.ts';
import { appendIn, until, writeBeside } from './test-writer.ts';

describeOn('postgres', 'the order of the log in PostgreSQL', ({ url }) => {
  const newSchema = testSchemas(url);
  const open = (schema: string) => openPostgresEventStore({ url, schema, clock: systemClock });
  const waitsForLock = (schema: string) =>
    withClient(url, async (client) => {
      const { rows } = await client.query(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%' || $1 || '".append_events%'`,
        [schema],
      );
      return rows.length > 0;
    });

  for (const end of ['COMMIT', 'ROLLBACK'] as const) {
    it(`is kept for readers beside an unfinished append that ends with ${end}`, async () => {
      const schema = newSchema();
      const [one, two] = [await open(schema), await open(schema)];
      const { position } = await one.append('order-1', 'no_stream', newEvents(1));
      const signal = AbortSignal.timeout(30_000);
      const reader = two.subscribeAll({ signal })[Symbol.asyncIterator]();
      strictEqual((await reader.next()).value?.position, position);

      await withClient(url, async (slow) => {
        await slow.query('BEGIN');
        strictEqual(await appendIn(slow, schema, 'order-slow', 0), position + 1n);
        // Given a position and not committed: nobody sees it, and nobody can overtake it.
        const beside = one.append('order-2', 'no_stream', newEvents(1));
        await until('the other append waits', () => waitsForLock(schema));
        strictEqual(await two.head(), position);
        strictEqual((await collect(two.readAll())).length, 1);
        await slow.query(end);
        const expected = end === 'COMMIT' ? ['order-slow', 'order-2'] : ['order-2'];
        const { events } = await pullUntil(reader, (all) => all.length === expected.length);
        deepStrictEqual(
          events.map((event) => event.stream),
          expected,
        );
        strictEqual((await beside).position, position + BigInt(expected.length));
        deepStrictEqual((await collect(one.readAll())).slice(1), events);
      });
      await Promise.all([one.close(), two.close()]);
    });
  }

  it('does not keep readers waiting for an old transaction of somebody else', async () => {
    const schema = newSchema();
    const store = await open(schema);
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query('BEGIN');
    // It has a transaction id, which is what a reader below the oldest one would wait for.
    await other.query('SELECT pg_current_xact_id()');
    const signal = AbortSignal.timeout(10_000);
    const reader = store.subscribeAll({ signal })[Symbol.asyncIterator]();
    await reader.next();
    const { position } = await store.append('order-1', 'no_stream', newEvents(1));
    strictEqual((await reader.next()).value?.position, position);
    strictEqual((await collect(store.readAll())).length, 1);
    await other.query('ROLLBACK');
    await other.end();
    await store.close();
  });

  describe('two stores', () => {
    it('give each revision to exactly one, and readers of both every event once and in order', async () => {
      const schema = newSchema();
      const [one, two] = [await open(schema), await open(schema)];
      const signal = AbortSignal.timeout(60_000);
      const readers = [one, two, two].map((store) =>
        pullUntil(store.subscribeAll({ signal, batchSize: 7 })[Symbol.asyncIterator](), (events) => events.length >= 200),
      );
      const streams = ['order-1', 'order-2'];
      const written = await Promise.all([one, two].flatMap((store) => streams.map((stream) => writeBeside(store, stream, 50))));
      const log = await collect(one.readAll());
      strictEqual(log.length, 200);
      ok(rising(log));
      for (const stream of streams) {
        const dense = Array.from({ length: 100 }, (_, revision) => revision);
        deepStrictEqual(revisions(log.filter((event) => event.stream === stream)), dense);
      }
      deepStrictEqual(
        written.flatMap((results) => results.map(({ position }) => position)).sort((a, b) => Number(a - b)),
        log.map((event) => event.position),
      );
      for (const reader of readers) deepStrictEqual((await reader).events, log);
      await Promise.all([one.close(), two.close()]);
    });

    it('answer an append that the other has made as the first time', async () => {
      const schema = newSchema();
      const [one, two] = [await open(schema), await open(schema)];
      const events = newEvents(2);
      const answer = await one.append('order-1', 'no_stream', events);
      await two.append('order-1', 1, newEvents(1));
      deepStrictEqual(await two.append('order-1', 'no_stream', events), answer);
      await Promise.all([one.close(), two.close()]);
    });
  });
});
