import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { EventStoreDBClient, FORWARDS, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { ServerCredentials } from '@grpc/grpc-js';
import { systemClock } from '../../clock/system.ts';
import { collect, newEvents, pullUntil } from '../contract/samples.ts';
import { EventStoreOpenError } from '../open-error.ts';
import { EventStoreUnavailableError } from '../port.ts';
import { startEventStoreDbDouble } from './double/server.ts';
import { openEventStoreDb } from './open.ts';
import { startPair, until } from './testing.ts';

describe('connections to EventStoreDB', () => {
  it('are as many as hundreds of subscriptions, reads and appends at once need', async (t) => {
    const { double, store } = await startPair(t, { append: 60_000 });
    await store.append('order-1', 'no_stream', newEvents(1));
    const controller = new AbortController();
    t.after(() => controller.abort());
    const readers = Array.from({ length: 170 }, () => {
      const batches = store.subscribeAll({ signal: controller.signal })[Symbol.asyncIterator]();
      return pullUntil(batches, (events) => events.length === 61);
    });
    // Told below; before that a reader that fails must not end the process.
    for (const reader of readers) reader.catch(() => undefined);
    await until('all are subscribed', () => double.faults.seen.subscriptions === 170, 60_000);
    const [appends, reads] = await Promise.all([
      Promise.all(Array.from({ length: 60 }, (_, i) => store.append(`order-at-once-${i}`, 'no_stream', newEvents(1)))),
      Promise.all(Array.from({ length: 300 }, () => collect(store.readStream('order-1')))),
    ]);
    strictEqual(appends.length, 60);
    ok(reads.every((events) => events.length === 1));
    for (const { events } of await Promise.all(readers)) strictEqual(events.length, 61);
    const { mostCalls, connections } = double.faults.seen;
    ok(mostCalls <= 100, `${mostCalls} calls at once on a connection`);
    ok(connections.size >= 3, `${connections.size} connections`);
  });

  it('end a read that the server does not answer in time', async (t) => {
    const { double, store } = await startPair(t, { read: 1_500 });
    await store.append('order-1', 'no_stream', newEvents(1));
    double.faults.silenceReads(true);
    await rejects(collect(store.readStream('order-1')), /did not answer in time/);
    await rejects(store.head(), EventStoreUnavailableError);
    double.faults.silenceReads(false);
    strictEqual((await collect(store.readStream('order-1'))).length, 1);
  });

  it('need no server when the store is opened', async (t) => {
    const double = await startEventStoreDbDouble();
    t.after(() => double.close());
    await double.faults.goDown();
    const store = await openEventStoreDb({ connectionString: double.connectionString, clock: systemClock });
    t.after(() => store.close());
    await rejects(store.head(), EventStoreUnavailableError);
    await double.faults.comeBack();
    await until('the server is found', () =>
      store.head().then(
        (head) => head === -1n,
        () => false,
      ),
    );
  });

  it('of a cluster none of whose nodes answers are unavailable, and found later', async (t) => {
    const { double, store } = await startPair(t, {}, { nodes: 2 });
    await double.faults.goDown();
    await rejects(store.append('order-1', 'no_stream', newEvents(1)), EventStoreUnavailableError);
    await double.faults.comeBack();
    await until('the cluster is found', () =>
      store.head().then(
        (head) => head === -1n,
        () => false,
      ),
    );
  });

  it('are refused in one sentence, without the password, where the string is none', async (t) => {
    const printed = [t.mock.method(console, 'warn', () => {}), t.mock.method(console, 'error', () => {})];
    for (const connectionString of [
      '',
      'http://admin:s3cret@127.0.0.1:2113',
      'esdb://admin:s3cret@',
      'esdb://admin:s3cret@127.0.0.1:port',
      'esdb://admin:s3cret@127.0.0.1:2113:1',
      'esdb://admin:s3cret%@127.0.0.1:2113',
      'esdb://admin:s3cret@127.0.0.1:2113?tls=perhaps',
      'esdb://admin:s3cret@127.0.0.1:2113?colour=blue',
      'esdb://admin:s3cret@127.0.0.1:2113?tlsVerifyCert=false',
      'esdb://admin:s3cret@127.0.0.1:2113?tlsCAFile=/not/there.pem',
    ]) {
      await rejects(openEventStoreDb({ connectionString, clock: systemClock }), (error) => {
        ok(error instanceof EventStoreOpenError, String(error));
        match(error.message, /^The connection string of EventStoreDB cannot be used: [^\n]+\.$/);
        ok(!error.message.includes('s3cret'), error.message);
        return true;
      });
    }
    deepStrictEqual(
      printed.map(({ mock }) => mock.callCount()),
      [0, 0],
    );
  });

  it('without TLS keep the password to themselves', async (t) => {
    const { double } = await startPair(t);
    const connectionString = double.connectionString.replace('esdb://', 'esdb://admin:s3cret@');
    const store = await openEventStoreDb({ connectionString, clock: systemClock });
    t.after(() => store.close());
    strictEqual(await store.head(), -1n);
    deepStrictEqual(double.faults.seen.authorizations, new Set());
  });

  it('with TLS know the authority and tell the user', async (t) => {
    const { credentials, authority } = certificates(t);
    const { double } = await startPair(t, {}, { credentials });
    const connectionString = double.connectionString.replace('esdb://', 'esdb://admin:s3%40cret@');
    const trusting = await openEventStoreDb({
      connectionString: `${connectionString}&tlsCAFile=${authority}`,
      clock: systemClock,
    });
    t.after(() => trusting.close());
    strictEqual((await trusting.append('order-1', 'no_stream', newEvents(1))).revision, 0);
    strictEqual((await collect(trusting.readAll())).length, 1);
    const basic = `Basic ${Buffer.from('admin:s3@cret').toString('base64')}`;
    deepStrictEqual(double.faults.seen.authorizations, new Set([basic]));
    const stranger = await openEventStoreDb({ connectionString, clock: systemClock });
    t.after(() => stranger.close());
    await rejects(stranger.head(), (error) => {
      ok(error instanceof EventStoreUnavailableError);
      return !error.message.includes('s3');
    });
  });
});

describe('the double of EventStoreDB', () => {
  it("answers the published client's own commands as the server does", async (t) => {
    const { double, store } = await startPair(t);
    const client = EventStoreDBClient.connectionString(double.connectionString);
    const event = jsonEvent({ type: 'SampleTaken', data: { number: 1 }, metadata: { version: 1 } });
    const { nextExpectedRevision, position } = await client.appendToStream('order-1', event, { expectedRevision: NO_STREAM });
    strictEqual(nextExpectedRevision, 0n);
    const read = await collect(client.readStream('order-1', { direction: FORWARDS, fromRevision: START }));
    deepStrictEqual([read[0]?.event?.id, read[0]?.event?.data], [event.id, { number: 1 }]);
    const [recorded] = await collect(store.readStream('order-1'));
    deepStrictEqual([recorded?.id, recorded?.position], [event.id, position?.commit]);
    await rejects(client.appendToStream('order-1', event, { expectedRevision: 7n }), {
      type: 'wrong-expected-version',
      actualVersion: 0n,
    });
    const subscription = client.subscribeToAll({ fromPosition: START });
    for await (const { event: seen } of subscription) {
      strictEqual(seen?.id, event.id);
      break;
    }
    await client.dispose();
  });
});

describe('the backlog of a position in EventStoreDB', () => {
  it('is exact as far as a page reaches, and an estimate of the right size beyond', async (t) => {
    const { store } = await startPair(t);
    const { position } = await store.append('order-1', 'no_stream', newEvents(300));
    await store.append('product-1', 'no_stream', newEvents(40));
    strictEqual(await store.backlog(-1n, { categories: ['order'] }), 300);
    strictEqual(await store.backlog(position, { categories: ['order'] }), 0);
    strictEqual(await store.backlog(position, { categories: ['product', 'order'] }), 40);
    for (let i = 0; i < 6; i++) await store.append(`order-more-${i}`, 'no_stream', newEvents(500));
    const told = await store.backlog(-1n, { categories: ['order'] });
    ok(told > 2_500 && told < 4_000, `${told} for 3,300`);
  });
});

/** A key and a certificate of its own authority for the loopback address. */
function certificates(t: TestContext): { readonly credentials: ServerCredentials; readonly authority: string } {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-tls-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [key, authority] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=127.0.0.1'],
      ...['-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', authority],
    ],
    { stdio: 'ignore' },
  );
  const pair = { private_key: readFileSync(key), cert_chain: readFileSync(authority) };
  return { credentials: ServerCredentials.createSsl(null, [pair]), authority };
}
