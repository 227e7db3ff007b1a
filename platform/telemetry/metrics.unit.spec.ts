import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createLog } from './log.ts';
import { PassThrough } from 'node:stream';
import { httpTelemetry } from './http.ts';
import { createMetrics, type Metrics } from './metrics.ts';

describe('metrics', () => {
  let metrics: Metrics;
  beforeEach(() => {
    metrics = createMetrics({ service: 'order-commands', process: false });
  });
  afterEach(() => metrics.close());
  const text = async () => (await metrics.exposition()).text;
  /** The value of the one series of that name with these labels. */
  const value = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> => {
    const wanted = Object.entries({ service: 'order-commands', ...labels }).map(([key, text]) => `${key}="${text}"`);
    const line = (await text())
      .split('\n')
      .find((candidate) => candidate.startsWith(`${name}{`) && wanted.every((label) => candidate.includes(label)));
    return line === undefined ? undefined : Number(line.split(' ').at(-1));
  };

  it('time requests by method, route pattern and status', async () => {
    metrics.httpRequest({ method: 'GET', route: '/orders/:orderId', status: 200, seconds: 0.004 });
    metrics.httpRequest({ method: 'GET', route: '/orders/:orderId', status: 200, seconds: 0.2 });
    const labels = { method: 'GET', route: '/orders/:orderId', status: '200' };
    assert.equal(await value('shop_http_request_duration_seconds_count', labels), 2);
    assert.equal(await value('shop_http_request_duration_seconds_bucket', { ...labels, le: '0.005' }), 1);
  });

  it('count appends, their events and their conflicts', async () => {
    metrics.append({ outcome: 'appended', events: 3, seconds: 0.001 });
    metrics.append({ outcome: 'conflict', events: 2, seconds: 0.001 });
    assert.equal(await value('shop_append_duration_seconds_count', { outcome: 'appended' }), 1);
    assert.equal(await value('shop_append_duration_seconds_count', { outcome: 'conflict' }), 1);
    assert.equal(await value('shop_events_appended_total'), 3);
    assert.equal(await value('shop_append_conflicts_total'), 1);
  });

  it('tell batches, lag, parked streams, outcomes and queues', async () => {
    metrics.batch('relay', 40);
    metrics.projectionLag('order-detail', { events: 12, seconds: 1.5 });
    metrics.parkedStreams('order-detail', 1);
    metrics.processOutcome('fulfilment', 'completed');
    metrics.queueDepth('mailboxes', 7);
    assert.equal(await value('shop_batch_size_sum', { kind: 'relay' }), 40);
    assert.equal(await value('shop_projection_lag_events', { projection: 'order-detail' }), 12);
    assert.equal(await value('shop_projection_lag_seconds', { projection: 'order-detail' }), 1.5);
    assert.equal(await value('shop_parked_streams', { projection: 'order-detail' }), 1);
    assert.equal(await value('shop_process_outcomes_total', { process: 'fulfilment', outcome: 'completed' }), 1);
    assert.equal(await value('shop_queue_depth', { queue: 'mailboxes' }), 7);
  });

  it('have no ids and no end of values as labels', async () => {
    metrics.httpRequest({ method: 'PROPFIND', route: '/orders/0b3a9f6e-6c1d-4a57-9d0e-1a6f2c7b1001', status: 404, seconds: 0 });
    metrics.queueDepth('order-1234567890', 1);
    for (let n = 0; n < 1_000; n++) metrics.queueDepth(`queue-${n}`, n);
    const written = await text();
    assert.doesNotMatch(written, /0b3a9f6e|1234567890|PROPFIND/);
    assert.equal(written.split('\n').filter((line) => line.startsWith('shop_queue_depth{')).length, 201);
  });

  it('are taken away where they are not known, rather than told as they once were', async () => {
    metrics.projectionLag('order-list', { events: 3, seconds: 4 });
    metrics.parkedStreams('order-list', 2);
    metrics.stuckProcesses('fulfilment', 1);
    assert.match(await text(), /shop_projection_lag_seconds\{projection="order-list".*\} 4/);
    metrics.projectionLag('order-list', null);
    metrics.parkedStreams('order-list', null);
    metrics.stuckProcesses('fulfilment', null);
    assert.doesNotMatch(await text(), /projection="order-list"|process="fulfilment"/);
  });

  it('tell at each reading who leads, and whether the service is ready', async () => {
    let working = true;
    let problems: () => Promise<readonly string[]> = () => Promise.resolve([]);
    metrics.leading(() => ({ erasure: working }));
    metrics.readiness(() => problems());
    assert.match(await text(), /shop_leader\{work="erasure".*\} 1[^]*shop_ready\{.*\} 1/);
    working = false;
    problems = () => Promise.resolve(['no store']);
    assert.match(await text(), /shop_leader\{work="erasure".*\} 0[^]*shop_ready\{.*\} 0/);
    problems = () => Promise.reject(new Error('cannot tell'));
    assert.match(await text(), /shop_ready\{.*\} 0/);
  });

  it('of several services in one process stay apart', async () => {
    const other = createMetrics({ service: 'product-queries', process: false });
    metrics.queueDepth('q', 1);
    assert.doesNotMatch((await other.exposition()).text, /queue="q"/);
  });

  it('tell of the event loop and memory where they are asked to', async () => {
    const whole = createMetrics({ service: 's' });
    const { text: written, contentType } = await whole.exposition();
    whole.close();
    assert.match(contentType, /^text\/plain/);
    assert.match(written, /shop_event_loop_delay_seconds\{quantile="0.99",service="s"\} \d/);
    assert.match(written, /shop_process_memory_bytes\{kind="rss",service="s"\} [1-9]/);
    assert.doesNotMatch(await text(), /event_loop/);
  });
});

describe('the telemetry of HTTP', () => {
  it('counts every request and logs the failures of the service alone', async () => {
    const output = new PassThrough();
    const log = createLog({ service: 's', level: 'info', clock: { now: () => 0 }, output });
    const metrics = createMetrics({ service: 's', process: false });
    const { report, traced, metrics: exposition } = httpTelemetry({ service: 's', log, metrics });
    const context = { correlationId: 'c-1', traceId: 't-1', traceparent: '' };
    const request = { method: 'GET', route: '/a/:id', params: { id: 'o-1' }, milliseconds: 1, context };
    report({ ...request, status: 200 });
    report({ ...request, status: 500, error: new Error('broken') });
    const lines = String(output.read()).trim().split('\n');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /"level":"error".*"id":"o-1".*"correlationId":"c-1".*broken/);
    assert.match((await exposition()).text, /route="\/a\/:id",status="500"/);
    assert.doesNotMatch((await exposition()).text, /o-1/);
    assert.equal(await traced({ method: 'GET', path: '/a' }, context, async () => 7), 7);
  });
});
