import { match, ok, rejects, strictEqual } from 'node:assert/strict';
import { inspect } from 'node:util';
import { it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { testSchemas, withClient } from '../../postgres/testing.ts';
import { describeOn } from '../../testing/engines.ts';
import { collect, newEvents } from '../contract/samples.ts';
import { EventStoreOpenError } from '../open-error.ts';
import { openPostgresEventStore } from './store.ts';

describeOn('postgres', 'opening the log in PostgreSQL', ({ url }) => {
  const newSchema = testSchemas(url);
  const open = (schema: string, at = url) => openPostgresEventStore({ url: at, schema, clock: systemClock });

  it('makes it once where many open it at the same time, and keeps what is in it', async () => {
    const schema = newSchema();
    const stores = await Promise.all(Array.from({ length: 5 }, () => open(schema)));
    await stores[0]?.append('order-1', 'no_stream', newEvents(1));
    await Promise.all(stores.map((store) => store.close()));
    const again = await open(schema);
    strictEqual((await collect(again.readAll())).length, 1);
    await again.close();
  });

  it('refuses the log of a newer version', async () => {
    const schema = newSchema();
    await (await open(schema)).close();
    await withClient(url, (client) => client.query(`UPDATE ${schema}.format SET version = 2 WHERE part = 'events'`));
    await rejects(open(schema), (error) => {
      ok(error instanceof EventStoreOpenError);
      match(error.message, /^The event log .* newer version of the shop \(format 2, this one knows 1\)\.$/);
      return true;
    });
  });

  it('says in one sentence why it cannot be opened, without the password', async () => {
    const wrong = (change: (address: URL) => void): string => {
      const address = new URL(url);
      address.password = 'geheim';
      change(address);
      return address.href;
    };
    const cases: readonly [string, RegExp][] = [
      [wrong((address) => (address.port = '1')), /nothing answers there/],
      [wrong((address) => (address.pathname = '/nowhere')), /no such database|password is wrong/],
      ['postgres://shop:geheim@[half/shop', /an address that cannot be read/],
    ];
    for (const [at, reason] of cases) {
      await rejects(open('shop', at), (error) => {
        ok(error instanceof EventStoreOpenError, String(error));
        match(error.message, /^The event log in PostgreSQL at [^\n]+\.$/);
        match(error.message, reason);
        ok(!inspect(error, { depth: 5 }).includes('geheim'));
        return true;
      });
    }
  });

  it('refuses a schema that PostgreSQL would read as another', async () => {
    for (const schema of ['', 'Shop', 'a b', 'x'.repeat(51), '"; DROP TABLE x; --'])
      await rejects(open(schema), EventStoreOpenError);
  });
});
