import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { createLog } from './log.ts';
import { currentTraceparent, startTracing, type Tracing, withSpan } from './tracing.ts';

interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId?: string;
  readonly name: string;
  readonly kind?: string;
  readonly localEndpoint: { readonly serviceName: string };
  readonly tags: Readonly<Record<string, string>>;
}

const traceId = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${traceId}-b7ad6b7169203331-00`;

describe('tracing', () => {
  const spans: ZipkinSpan[] = [];
  let raw = '';
  const collector = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    raw += body;
    spans.push(...(JSON.parse(body) as ZipkinSpan[]));
    response.writeHead(202).end();
  });
  let zipkinUrl = '';
  let tracing: Tracing | undefined;
  before(async () => {
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    zipkinUrl = `http://127.0.0.1:${(collector.address() as AddressInfo).port}/api/v2/spans`;
  });
  after(() => {
    collector.closeAllConnections();
    collector.close();
  });
  beforeEach(() => {
    spans.length = 0;
    raw = '';
  });
  afterEach(() => tracing?.shutdown());
  const start = async (sampleRatio = 1) => {
    tracing = await startTracing({ service: 'order-commands', zipkinUrl, sampleRatio });
  };
  /** Shuts down, which sends what is waiting; then the span of that name. */
  const collected = async (name: string): Promise<ZipkinSpan> => {
    await tracing?.shutdown();
    return spans.find((span) => span.name === name) ?? assert.fail(`no span ${name}`);
  };
  const tick = () => new Promise((resolve) => setImmediate(resolve));

  it('sends spans with their parents, through awaits and side by side', async () => {
    await start();
    await withSpan(
      'request',
      { kind: 'server', parent: traceparent, attributes: { 'http.route': '/orders', n: 1, none: undefined } },
      async () => {
        await tick();
        await Promise.all(['a', 'b'].map((name) => withSpan(name, { kind: 'client' }, async () => tick())));
      },
    );
    const request = await collected('request');
    assert.equal(request.traceId, traceId);
    assert.equal(request.parentId, 'b7ad6b7169203331');
    assert.equal(request.kind, 'SERVER');
    assert.equal(request.localEndpoint.serviceName, 'order-commands');
    assert.deepEqual([request.tags['http.route'], request.tags['n'], 'none' in request.tags], ['/orders', '1', false]);
    for (const name of ['a', 'b']) {
      const child = await collected(name);
      assert.deepEqual([child.traceId, child.parentId, child.kind], [traceId, request.id, 'CLIENT']);
    }
  });

  it('tells the traceparent under way, for headers and event metadata', async () => {
    await start();
    const outer = await withSpan('outer', {}, async () => {
      await tick();
      return currentTraceparent();
    });
    assert.equal(currentTraceparent(), undefined);
    const span = await collected('outer');
    assert.equal(outer, `00-${span.traceId}-${span.id}-01`);
  });

  it('shows each of several services in one process under its own name', async () => {
    await start();
    await withSpan('append', { service: 'product-commands' }, async () => undefined);
    assert.equal((await collected('append')).localEndpoint.serviceName, 'product-commands');
  });

  it('links what a span has to do with, without nesting it', async () => {
    await start();
    await withSpan('replay', { links: [traceparent, 'nonsense', traceparent] }, async () => undefined);
    const span = await collected('replay');
    assert.notEqual(span.traceId, traceId);
    assert.equal(span.parentId, undefined);
    assert.equal(span.tags['linked.traces'], traceId);
  });

  it('marks a failed span with the error’s name and passes the error on; its message stays at home', async () => {
    await start();
    const error = new RangeError('alice lives in York');
    await assert.rejects(
      withSpan('failing', {}, async () => {
        throw error;
      }),
      error,
    );
    const span = await collected('failing');
    assert.equal(span.tags['otel.status_code'], 'ERROR');
    assert.equal(span.tags['error'], 'RangeError');
    assert.doesNotMatch(raw, /York/);
  });

  it('lets no secret and nothing personal into a span', async () => {
    await start();
    const attributes = { authorization: 'CANARY', 'payment.token': 'CANARY', shippingAddress: 'CANARY', note: 'Bearer CANARY' };
    await withSpan('secretive', { attributes }, async (span) => span.setAttribute('password', 'CANARY'));
    await collected('secretive');
    assert.doesNotMatch(raw, /CANARY/);
  });

  it('decides by the trace’s id whether a trace is kept; an unsampled one still has its ids', async () => {
    await start(0);
    const inside = await withSpan('dropped', { parent: traceparent.replace(/00$/, '01') }, async () => currentTraceparent());
    assert.match(inside ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    await tracing?.shutdown();
    assert.equal(spans.length, 0);

    await start(0.5);
    // Spread evenly by the golden ratio, as random ids would be.
    const spread = (n: number): string => ((n * 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    const ids = Array.from({ length: 200 }, (_, n) => traceId.slice(0, 18) + spread(n) + traceId.slice(26));
    for (const id of ids) await withSpan('sampled', { parent: `00-${id}-b7ad6b7169203331-00` }, async () => undefined);
    await tracing?.shutdown();
    const kept = new Set(spans.map((span) => span.traceId));
    assert.ok(kept.size > 50 && kept.size < 150, `${kept.size} of 200`);

    spans.length = 0;
    await start(0.5);
    for (const id of ids) await withSpan('again', { parent: `00-${id}-b7ad6b7169203331-01` }, async () => undefined);
    await tracing?.shutdown();
    assert.deepEqual(new Set(spans.map((span) => span.traceId)), kept);
  });

  it('begins a trace of its own where the caller’s is malformed, whatever its length', async () => {
    await start(1);
    for (const wrong of [`00-${'0'.repeat(32)}-b7ad6b7169203331-01`, `00-${'"}{<script>'.padEnd(32, 'x')}-b7ad6b7169203331-01`]) {
      const inside = await withSpan('own', { parent: wrong }, async () => currentTraceparent());
      assert.match(inside ?? '', /^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-01$/);
    }
    await tracing?.shutdown();
    assert.equal(spans.length, 2);
  });

  it('gives log lines the ids of the span they are written in', async () => {
    await start();
    const output = new PassThrough();
    const log = createLog({ service: 's', level: 'info', clock: { now: () => 0 }, output });
    await withSpan('logging', { parent: traceparent }, async () => {
      await tick();
      log.info('inside');
    });
    log.info('outside');
    const span = await collected('logging');
    const [inside, outside] = String(output.read())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    assert.deepEqual([inside?.['traceId'], inside?.['spanId']], [span.traceId, span.id]);
    assert.equal(outside?.['traceId'], undefined);
  });

  it('does nothing without an address', async () => {
    tracing = await startTracing({ service: 's', sampleRatio: 1 });
    const inside = await withSpan('nothing', { parent: traceparent }, async (span) => {
      span.setAttribute('a', 1);
      return currentTraceparent();
    });
    assert.equal(inside, undefined);
  });

  it('is on once per process', async () => {
    await start();
    await assert.rejects(startTracing({ service: 's', zipkinUrl, sampleRatio: 1 }), /already/);
  });

  it('ends in spite of a collector that cannot be reached', async () => {
    tracing = await startTracing({ service: 's', zipkinUrl: 'http://127.0.0.1:1/api/v2/spans', sampleRatio: 1 });
    await withSpan('lost', {}, async () => undefined);
    await tracing.shutdown();
    assert.equal(spans.length, 0);
  });
});
