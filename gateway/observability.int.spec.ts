import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Log, silentLog } from '@shop/platform/telemetry/port.ts';
import { rawGet } from './testing/raw.ts';
import { startWorld, until, type World } from './testing/world.ts';

describe('what can be told of a request afterwards', () => {
  const lines: Record<string, unknown>[] = [];
  const log: Log = { ...silentLog, level: 'info', enabled: (level) => level === 'info' };
  const writeAccessLog = (text: string): void => {
    for (const line of text.trimEnd().split('\n')) lines.push(JSON.parse(line) as Record<string, unknown>);
  };
  let world: World;
  before(async () => {
    world = await startWorld({ parts: { log, writeAccessLog } });
  });
  after(() => world[Symbol.asyncDispose]());
  const get = (path: string, headers: Record<string, string> = {}) => fetch(`${world.url}${path}`, { headers });
  const seen = () => world.service('product-queries').seen.at(-1)?.headers ?? {};

  it('a correlation id of the client is kept: answered, and sent on', async () => {
    for (const id of ['a', 'Order_1.retry-2', 'x'.repeat(128)]) {
      const answer = await get('/api/v1/products', { 'X-Correlation-Id': id });
      assert.equal(answer.headers.get('x-correlation-id'), id);
      assert.equal(seen()['x-correlation-id'], id);
    }
  });

  it('one of another form, or none, is made anew as a UUIDv7', async () => {
    for (const id of ['x'.repeat(129), 'a b', 'a\u00e9', '<script>', 'a, b', undefined]) {
      const answer = await get('/api/v1/products', id === undefined ? {} : { 'X-Correlation-Id': id });
      const made = answer.headers.get('x-correlation-id') ?? '';
      assert.match(made, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(seen()['x-correlation-id'], made);
    }
  });

  it('an answer tells one correlation id, whatever the service answered', async () => {
    world.service('product-queries').handle((_request, response) => {
      response.writeHead(200, { 'X-Correlation-Id': 'of-the-service' }).end();
    });
    const answer = await get('/api/v1/products', { 'X-Correlation-Id': 'mine' });
    world.service('product-queries').handle(null);
    assert.equal(answer.headers.get('x-correlation-id'), 'mine');
  });

  it('a trace goes on, with its state', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await get('/api/v1/products', { traceparent, tracestate: 'vendor=1' });
    assert.equal(seen()['traceparent'], traceparent);
    assert.equal(seen()['tracestate'], 'vendor=1');
  });

  it('a trace of another form, or none, is begun', async () => {
    const zeros = `00-${'0'.repeat(32)}-b7ad6b7169203331-01`;
    for (const traceparent of ['nonsense', zeros, undefined]) {
      await get('/api/v1/products', traceparent === undefined ? {} : { traceparent });
      assert.match(String(seen()['traceparent']), /^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
      assert.notEqual(seen()['traceparent'], zeros);
    }
  });

  it('a line in the log: path without its query, status, hash of the subject and not the subject', async () => {
    lines.length = 0;
    const headers = await world.as('customer', 'a-subject-nobody-may-read');
    await get('/api/v1/orders?customerId=secret', { ...headers, 'X-Correlation-Id': 'c-1' });
    await until(() => lines.length === 1);
    const { time, milliseconds, subject, traceId, ...line } = lines[0] ?? {};
    assert.match(String(time), /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    const always = { level: 'info', service: 'gateway', message: 'request' };
    assert.deepEqual(line, {
      ...always,
      method: 'GET',
      path: '/api/v1/orders',
      route: '/api/v1/orders',
      status: 200,
      correlationId: 'c-1',
    });
    assert.equal(typeof milliseconds, 'number');
    assert.match(String(subject), /^[0-9a-f]{12}$/);
    assert.match(String(traceId), /^[0-9a-f]{32}$/);
    assert.doesNotMatch(JSON.stringify(lines), /secret|nobody-may-read|Bearer/);
  });

  it('every line can be read, whatever was asked', async () => {
    lines.length = 0;
    const targets = ['/"x"', '/\\', '/api/v1/inventory/%22', "/api/v1/inventory/$'(*)", '/x?"a"'];
    for (const target of targets) await rawGet(world.url, target, 'X-Correlation-Id: "\\');
    await until(() => lines.length === targets.length);
    for (const line of lines) assert.match(String(line['correlationId']), /^[0-9a-f-]{36}$/);
  });

  it('counts by route, never by path, on the management port alone', async () => {
    await get('/api/v1/products/0190a1b2-0000-7000-8000-000000000001');
    const text = await (await fetch(`${world.gateway.managementUrl}/metrics`)).text();
    assert.match(
      text,
      /gateway_request_seconds_count\{service="product-queries",route="\/api\/v1\/products\/\{productId\}",method="GET",status="200"\} 1/,
    );
    assert.match(text, /gateway_upstream_up\{service="operations",origin="http:\/\/127\.0\.0\.1:\d+"\} 1/);
    assert.doesNotMatch(text, /0190a1b2/);
    assert.equal((await fetch(`${world.gateway.managementUrl}/livez`)).status, 200);
    assert.equal((await fetch(`${world.gateway.managementUrl}/readyz`)).status, 200);
    assert.equal((await fetch(`${world.gateway.managementUrl}/api/v1/products`)).status, 404);
  });
});

describe('spans', () => {
  it('can be begun and ended around a request, with a trace context of their own', async () => {
    const ended: string[] = [];
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
    await using world = await startWorld({
      parts: {
        onStart: (exchange) => {
          exchange.trace = { traceId: traceparent.slice(3, 35), traceparent, continued: true };
        },
        onEnd: (exchange) => ended.push(`${exchange.route?.path} ${exchange.response.statusCode}`),
      },
    });
    await (await fetch(`${world.url}/api/v1/products`)).text();
    assert.equal(world.service('product-queries').seen[0]?.headers['traceparent'], traceparent);
    await until(() => ended.length === 1);
    assert.deepEqual(ended, ['/api/v1/products 200']);
  });
});
