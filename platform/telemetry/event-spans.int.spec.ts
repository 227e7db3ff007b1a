import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import type { NewEvent } from '@shop/shared-events';
import { memoryEventStore } from '../event-store/memory.ts';
import { tracedEventStore } from '../event-store/traced.ts';
import { withContinuedSpan, withEventSpans } from './event-spans.ts';
import { type ReceivedSpan, startTestCollector, type TestCollector } from './test-collector.ts';
import { currentTraceparent, startTracing, type Tracing, withSpan } from './tracing.ts';

const now = Date.parse('2030-01-01T00:00:00.000Z');
const recordedAt = new Date(now - 1_000).toISOString();
const longAgo = new Date(now - 3_600_000).toISOString();
const traceparent = (n: number, flags = '01') => `00-${String(n).repeat(32)}-${String(n).repeat(16)}-${flags}`;
const traceId = (n: number) => String(n).repeat(32);
const event = (of: string | undefined, at = recordedAt) => ({
  metadata: of === undefined ? {} : { traceparent: of },
  recordedAt: at,
});

describe('spans of what is done with events, sent by OTLP', () => {
  let collector: TestCollector;
  let tracing: Tracing;
  before(async () => {
    collector = await startTestCollector();
  });
  after(() => collector[Symbol.asyncDispose]());
  beforeEach(async () => {
    (collector.spans as ReceivedSpan[]).length = 0;
    tracing = await startTracing({ service: 'relay', otlpUrl: collector.url, sampleRatio: 1 });
  });
  afterEach(() => tracing.shutdown());
  const sent = async (): Promise<readonly ReceivedSpan[]> => {
    await tracing.shutdown();
    return collector.spans;
  };
  const nothing = () => Promise.resolve();

  it('tell their service, also where one process holds several', async () => {
    await withSpan('one', {}, () => withSpan('two', { service: 'order-commands' }, nothing));
    const spans = await sent();
    assert.deepEqual(
      new Map(spans.map(({ name, service }) => [name, service])),
      new Map([
        ['two', 'order-commands'],
        ['one', 'relay'],
      ]),
    );
    const [two, one] = [spans.find(({ name }) => name === 'two'), spans.find(({ name }) => name === 'one')];
    assert.equal(two?.parentId, one?.id);
  });

  it('are one for each trace in a batch, below the event that carried it', async () => {
    let worked = 0;
    const batch = [event(traceparent(1)), event(traceparent(2)), event(traceparent(1)), event(undefined)];
    await withEventSpans('relay', {}, batch, now, () => Promise.resolve(void worked++));
    const spans = await sent();
    assert.equal(worked, 1);
    assert.deepEqual(
      spans.map((span) => [span.traceId, span.parentId]).sort(),
      [1, 2].map((n) => [traceId(n), String(n).repeat(16)]),
    );
  });

  it('are none where no event is sampled', async () => {
    assert.equal(
      await withEventSpans('relay', {}, [event(traceparent(1, '00')), event(undefined)], now, () => Promise.resolve('done')),
      'done',
    );
    assert.deepEqual(await sent(), []);
  });

  it('link what was recorded long ago, and do not nest in it', async () => {
    await withEventSpans('project', {}, [event(traceparent(1), longAgo), event(traceparent(2), longAgo)], now, nothing);
    await withContinuedSpan('fulfil', {}, { traceparent: traceparent(3), recordedAt: longAgo }, now, nothing);
    const spans = await sent();
    assert.deepEqual(
      spans.map(({ name, parentId, linkedTraces }) => [name, parentId, linkedTraces]),
      [
        ['project', undefined, [traceId(1), traceId(2)]],
        ['fulfil', undefined, [traceId(3)]],
      ],
    );
    assert.ok(spans.every((span) => ![1, 2, 3].map(traceId).includes(span.traceId)));
  });

  it('go on below what an event set in motion, and tell it what to hand on', async () => {
    const told = await withContinuedSpan('fulfil', {}, { traceparent: traceparent(4), recordedAt }, now, (within) => {
      assert.equal(within, currentTraceparent());
      return Promise.resolve(within);
    });
    const [span] = await sent();
    assert.deepEqual([span?.traceId, span?.parentId], [traceId(4), '4'.repeat(16)]);
    assert.equal(told, `00-${span?.traceId}-${span?.id}-01`);
  });

  it('of an append stand between the command and whatever its events set in motion', async () => {
    const store = tracedEventStore(memoryEventStore({ clock: { now: () => now, sleep: nothing } }), 'order-commands');
    const newEvent = (id: string, of: string): NewEvent => ({
      ...{ id, type: 'OrderPlaced', data: {} },
      metadata: {
        ...{ version: 1, decidedAt: recordedAt, commandId: id, $correlationId: 'c', $causationId: 'c' },
        ...{ actor: { id: 'a', kind: 'user' as const }, traceparent: of },
      },
    });
    const ids = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
    await store.append('order-1', 'no_stream', [
      newEvent(ids[0] ?? '', traceparent(5)),
      newEvent(ids[1] ?? '', traceparent(6, '00')),
    ]);
    const kept = await Array.fromAsync(store.readStream('order-1'));
    const spans = await sent();
    assert.deepEqual(
      spans.map(({ service, name, parentId }) => [service, name, parentId]),
      [['order-commands', 'append order', '5'.repeat(16)]],
    );
    assert.deepEqual(
      kept.map(({ metadata }) => metadata.traceparent),
      [`00-${traceId(5)}-${spans[0]?.id}-01`, traceparent(6, '00')],
    );
  });
});
