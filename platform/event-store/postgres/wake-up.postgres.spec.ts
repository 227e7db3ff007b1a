import { strictEqual } from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { testSchemas, withClient } from '../../postgres/testing.ts';
import { describeOn } from '../../testing/engines.ts';
import { newEvents } from '../contract/samples.ts';
import { openPostgresEventStore } from './store.ts';
import { appendIn, until } from './test-writer.ts';

/** Longer than any test: what comes was notified. */
const never = 600_000;

describeOn('postgres', 'who waits for the log in PostgreSQL', ({ url }) => {
  const newSchema = testSchemas(url);
  const open = (schema: string, pollMs: number) => openPostgresEventStore({ url, schema, clock: systemClock, pollMs });
  const listeners = (schema: string) =>
    withClient(url, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity WHERE query = $1', [
        `LISTEN "${schema}_events"`,
      ]);
      return rows.map(({ pid }) => pid);
    });

  it('is woken by the notification of another process', async () => {
    const schema = newSchema();
    const [reader, writer] = [await open(schema, never), await open(schema, never)];
    const batches = reader.subscribeAll({ signal: AbortSignal.timeout(20_000) })[Symbol.asyncIterator]();
    await batches.next();
    const next = batches.next();
    await until('somebody listens', async () => (await listeners(schema)).length === 1);
    const { position } = await writer.append('order-1', 'no_stream', newEvents(1));
    strictEqual((await next).value?.position, position);
    await Promise.all([reader.close(), writer.close()]);
  });

  it('is woken again after the listening connection was lost, by what came meanwhile too', async () => {
    const schema = newSchema();
    const [reader, writer] = [await open(schema, never), await open(schema, never)];
    const batches = reader.subscribeAll({ signal: AbortSignal.timeout(20_000) })[Symbol.asyncIterator]();
    await batches.next();
    let next = batches.next();
    await until('somebody listens', async () => (await listeners(schema)).length === 1);
    const [lost] = await listeners(schema);
    await withClient(url, (client) => client.query('SELECT pg_terminate_backend($1)', [lost]));
    const meanwhile = await writer.append('order-1', 'no_stream', newEvents(1));
    strictEqual((await next).value?.position, meanwhile.position);
    next = batches.next();
    await until('it listens again', async () => (await listeners(schema)).some((pid) => pid !== lost));
    const { position } = await writer.append('order-1', 0, newEvents(1));
    strictEqual((await next).value?.position, position);
    await Promise.all([reader.close(), writer.close()]);
  });

  it('finds by looking what nobody notified', async () => {
    const schema = newSchema();
    const reader = await open(schema, 50);
    const batches = reader.subscribeAll({ signal: AbortSignal.timeout(20_000) })[Symbol.asyncIterator]();
    await batches.next();
    const next = batches.next();
    const position = await withClient(url, (client) => appendIn(client, schema, 'order-1', 0));
    strictEqual((await next).value?.position, position);
    await reader.close();
  });
});
