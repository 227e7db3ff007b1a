import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { testService } from '@shop/platform/http/testing.ts';
import type { ParkedStreams } from '@shop/platform/projecting/parked.ts';
import type { ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import { ReplayRunningError, type ReplayResult } from '@shop/platform/projecting/replay.ts';
import type { ParkedStream } from '@shop/platform/read-store/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { createOperations } from './index.ts';

const result: ReplayResult = {
  generation: 2,
  events: 7,
  seconds: 1,
  eventsPerSecond: 7,
  parked: [],
  verification: { streams: 1, documents: 1 } as never,
};
const status = (name: string): ProjectorStatus => ({
  name,
  generation: 1,
  status: 'live',
  position: '6',
  head: '6',
  lagEvents: 0,
  lagSeconds: 0,
  eventsPerSecond: 0,
});
const waiting: ParkedStream = {
  stream: 'order-1',
  revision: 3,
  error: 'ZodError: no',
  attempts: 5,
  parkedAt: '2026-01-01T00:00:00.000Z',
};
const ada = { as: 'admin~ada' };

async function setUp(replay: (name: string, begun: () => void) => Promise<ReplayResult>) {
  const clock = manualClock(0);
  const store = memoryEventStore({ clock });
  const done: string[] = [];
  const streams: ParkedStreams = {
    list: () => Promise.resolve([waiting]),
    show: () => Promise.resolve(waiting),
    retry: (stream) => Promise.resolve({ applied: done.push(`retry ${stream}`), parked: null }),
    discard: (stream) => (done.push(`discard ${stream}`), Promise.resolve(waiting)),
  };
  const operations = createOperations({
    store,
    clock,
    log: silentLog,
    projections: new Map(
      ['order-list', 'order-detail', 'product-list'].map((name) => [name, () => Promise.resolve(status(name))]),
    ),
    parked: new Map([
      ['order-detail', streams],
      ['order-list', streams],
    ]),
    replay,
  });
  const service = await testService(operations.routes);
  const log = async () =>
    (await Array.fromAsync(store.readAll())).map(({ stream, type, data, metadata }) => ({
      stream,
      type,
      data,
      actor: metadata.actor.id,
    }));
  return { service, operations, done, log };
}

test('projections are listed by name, page by page', async () => {
  const { service } = await setUp(() => Promise.resolve(result));
  await using _closed = service;
  const first = await service.call('GET', '/operations/projections?limit=2&total=true', ada);
  assert.deepEqual(
    first.body.items.map((item: { name: string }) => item.name),
    ['order-detail', 'order-list'],
  );
  assert.equal(first.body.page.total, 3);
  const second = await service.call('GET', `/operations/projections?limit=2&cursor=${first.body.page.nextCursor}`, ada);
  assert.deepEqual(second.body.items, [status('product-list')]);
});

test('a replay is accepted, noted with who asked for it, and noted again when it is over', async () => {
  const { service, operations, log } = await setUp(async (_name, begun) => (begun(), result));
  await using _closed = service;
  const accepted = await service.call('POST', '/operations/projections/order-list/replay', ada);
  assert.equal(accepted.status, 202);
  await operations.replays.idle();
  const stream = `operation-${accepted.body.id}`;
  assert.deepEqual(await log(), [
    {
      stream,
      type: 'ProjectionReplayRequested',
      data: { operationId: accepted.body.id, projection: 'order-list' },
      actor: 'ada',
    },
    { stream, type: 'ProjectionReplayCompleted', data: { projection: 'order-list', generation: 2, events: 7 }, actor: 'ada' },
  ]);
});

test('a second replay of a projection is refused while one runs, and the same request again starts nothing', async () => {
  const held = Promise.withResolvers<ReplayResult>();
  let started = 0;
  const { service, operations, log } = await setUp((_name, begun) => (started++, begun(), held.promise));
  await using _closed = service;
  const first = await service.call('POST', '/operations/projections/order-list/replay', { ...ada, key: 'a' });
  const again = await service.call('POST', '/operations/projections/order-list/replay', { ...ada, key: 'a' });
  assert.deepEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [202, first.body, 'true']);
  const second = await service.call('POST', '/operations/projections/order-list/replay', { ...ada, key: 'b' });
  assert.deepEqual([second.status, second.body.type], [409, '/problems/replay-running']);
  held.resolve(result);
  await operations.replays.idle();
  assert.equal(started, 1);
  assert.equal((await log()).length, 2);
});

test('a replay that another process is at is refused and leaves no trace', async () => {
  const { service, log } = await setUp(() => Promise.reject(new ReplayRunningError('another build is running')));
  await using _closed = service;
  assert.equal((await service.call('POST', '/operations/projections/order-list/replay', ada)).status, 409);
  assert.deepEqual(await log(), []);
});

test('a replay that fails is noted with its reason', async () => {
  const { service, operations, log } = await setUp(async (_name, begun) => {
    begun();
    throw new Error('verification failed');
  });
  await using _closed = service;
  await service.call('POST', '/operations/projections/order-list/replay', ada);
  await operations.replays.idle();
  assert.deepEqual((await log()).at(-1)?.data, { projection: 'order-list', reason: 'Error: verification failed' });
});

test('an unknown projection and a stream that is not parked are a 404', async () => {
  const { service } = await setUp(() => Promise.resolve(result));
  await using _closed = service;
  assert.equal((await service.call('POST', '/operations/projections/nothing/replay', ada)).status, 404);
  assert.equal((await service.call('POST', '/operations/parked-streams/order-2/retry', ada)).status, 404);
});

test('parked streams are listed; a retry or discard acts on every projection that parked the stream, and is noted', async () => {
  const { service, done, log } = await setUp(() => Promise.resolve(result));
  await using _closed = service;
  const listed = await service.call('GET', '/operations/parked-streams', ada);
  assert.deepEqual(
    listed.body.items.map((item: { projection: string }) => item.projection),
    ['order-detail', 'order-list'],
  );
  for (const what of ['retry', 'discard']) {
    const answer = await service.call('POST', `/operations/parked-streams/order-1/${what}`, { ...ada, key: what });
    assert.equal(answer.status, 202);
    await service.call('POST', `/operations/parked-streams/order-1/${what}`, { ...ada, key: what });
  }
  assert.deepEqual(done, ['retry order-1', 'retry order-1', 'discard order-1', 'discard order-1']);
  assert.deepEqual(
    (await log()).map(({ type }) => type),
    ['ParkedStreamRetryRequested', 'ParkedStreamRetryRequested', 'ParkedStreamDiscarded', 'ParkedStreamDiscarded'],
  );
});

test('operations are for admin alone', async () => {
  const { service } = await setUp(() => Promise.resolve(result));
  await using _closed = service;
  for (const path of ['/operations/projections', '/operations/parked-streams']) {
    assert.equal((await service.call('GET', path, { as: 'support~sam' })).status, 403);
  }
});
