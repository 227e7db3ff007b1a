import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { createServer, connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { testSchemas, withClient } from '../../postgres/testing.ts';
import { describeOn } from '../../testing/engines.ts';
import { collect, ids, newEvents } from '../contract/samples.ts';
import { openPostgresEventStore } from './store.ts';
import { appendIn, until } from './test-writer.ts';

/** A way to the server that can lose what it answers. */
async function lossyWay(url: string) {
  const { hostname, port } = new URL(url);
  const sockets = new Set<Socket>();
  let losing = 0;
  const server = createServer((client) => {
    const upstream = connect(Number(port || 5432), hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [client, upstream].forEach((each) => each.destroy()));
    }
    client.on('data', (bytes) => upstream.write(bytes));
    upstream.on('data', (bytes) => {
      // The append's answer alone carries rows of two columns named so (RowDescription).
      if (losing > 0 && bytes.includes('kept\0')) {
        losing--;
        client.destroy();
      } else {
        client.write(bytes);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const way = new URL(url);
  way.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: way.href,
    loseAnswers: (count: number) => (losing = count),
    left: () => losing,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describeOn('postgres', 'a connection lost in the middle of an append', ({ url }) => {
  const newSchema = testSchemas(url);

  it('ends in the answer of the first time where the append was kept and its answer lost', async () => {
    const schema = newSchema();
    const way = await lossyWay(url);
    const store = await openPostgresEventStore({ url: way.url, schema, clock: systemClock });
    const events = newEvents(3);
    way.loseAnswers(2);
    const appends = [store.append('order-1', 'no_stream', events), store.append('order-2', 'no_stream', newEvents(1))];
    const [first, second] = await Promise.all(appends);
    strictEqual(way.left(), 0);
    const log = await collect(store.readAll());
    strictEqual(log.length, 4);
    deepStrictEqual([first?.revision, second?.revision], [2, 0]);
    deepStrictEqual([log[2]?.position, log[3]?.position], [first?.position, second?.position]);
    deepStrictEqual(ids(log.slice(0, 3)), ids(events));
    await store.close();
    await way.close();
  });

  it('ends in the append made again where it was not kept', async () => {
    const schema = newSchema();
    const store = await openPostgresEventStore({ url, schema, clock: systemClock });
    await withClient(url, async (slow) => {
      await slow.query('BEGIN');
      await appendIn(slow, schema, 'order-slow', 0);
      const append = store.append('order-1', 'no_stream', newEvents(1));
      // Not over the slow connection: within a transaction, the list of activities stays as it was first seen.
      const cut = () =>
        withClient(url, async (client) => {
          const { rows } = await client.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%' || $1 || '".append_events%'`,
            [schema],
          );
          return rows.length > 0;
        });
      await until('the waiting append is cut off', cut);
      await until('it is cut off a second time', cut);
      await slow.query('COMMIT');
      const { position } = await append;
      const log = await collect(store.readAll());
      deepStrictEqual(
        log.map((event) => event.stream),
        ['order-slow', 'order-1'],
      );
      strictEqual(log[1]?.position, position);
    });
    await store.close();
  });

  it('hurts no reader whose connections were cut while they were idle', async () => {
    const schema = newSchema();
    const store = await openPostgresEventStore({ url, schema, clock: systemClock });
    await store.append('order-1', 'no_stream', newEvents(1));
    await withClient(url, (client) =>
      client.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE $1 AND pid <> pg_backend_pid()', [
        `%${schema}%`,
      ]),
    );
    strictEqual((await collect(store.readStream('order-1'))).length, 1);
    ok((await store.append('order-1', 0, newEvents(1))).position > 0n);
    await store.close();
  });
});
