import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { raw, rawGet } from '../testing/raw.ts';
import { startWorld, type World } from '../testing/world.ts';

describe('what reaches a service', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());
  const last = () => world.service('product-queries').seen.at(-1);

  const notForwarded = async (ask: () => Promise<{ status: number; head: string }>, ...statuses: number[]): Promise<void> => {
    const before = world.arrived();
    const { status, head } = await ask();
    assert.ok(statuses.includes(status), `${status}: ${head}`);
    assert.match(head, /application\/problem\+json/);
    assert.equal(world.arrived(), before);
  };

  it('is only what is on the list of headers', async () => {
    const sent = {
      'X-User-Id': 'ada',
      X_User_Id: 'ada',
      'X-Roles': 'admin',
      'X-HTTP-Method-Override': 'DELETE',
      'X-Original-URL': '/internal/x',
      'X-Forwarded-For': '10.0.0.1',
      Forwarded: 'for=10.0.0.1',
      Cookie: 'session=1',
      'Proxy-Authorization': 'Basic YTpi',
      TE: 'trailers',
      'Accept-Language': 'en',
      'If-None-Match': '"17.k3f9"',
    };
    await rawGet(world.url, '/api/v1/products/p1', ...Object.entries(sent).map(([name, value]) => `${name}: ${value}`));
    assert.equal(last()?.method, 'GET');
    assert.deepEqual(Object.keys(last()?.headers ?? {}).sort(), [
      'accept-language',
      'connection',
      'host',
      'if-none-match',
      'traceparent',
      'x-correlation-id',
    ]);
  });

  it('names the service as its host, whatever the client wrote', async () => {
    await raw(world.url, 'GET /api/v1/products HTTP/1.1\nHost: evil.example\nConnection: close\n\n');
    assert.equal(last()?.headers['host'], new URL(world.service('product-queries').origin).host);
  });

  it('is without what Connection names', async () => {
    await raw(
      world.url,
      'GET /api/v1/products HTTP/1.1\nHost: shop\nConnection: close, If-None-Match, X-User-Id\nIf-None-Match: "1"\nX-User-Id: ada\n\n',
    );
    assert.equal(last()?.headers['if-none-match'], undefined);
    assert.equal(last()?.headers['x-user-id'], undefined);
  });

  it('is without a token that Connection names: the gateway has seen none either', () =>
    notForwarded(async () => {
      const { Authorization } = await world.as('customer');
      return raw(
        world.url,
        `GET /api/v1/orders HTTP/1.1\nHost: shop\nConnection: close, Authorization\nAuthorization: ${Authorization}\n\n`,
      );
    }, 401));

  for (const target of [
    'http://evil.example/api/v1/products',
    '//api/v1/products',
    '/api//v1/products',
    '/api/v1/products//p1',
    '/api/v1/products%2fp1',
    '/api/v1/products%2Fp1',
    '/api/v1/products%5cp1',
    '/api/v1\\products',
    '/api/v1/products/../orders',
    '/api/v1/products/..;/orders',
    '/api/v1/products/%2e%2e/orders',
    '/api/v1/products/%252e%252e/orders',
    '/api/v1/products/p1%00',
    '/api/v1/products/p1%0d%0aX-User-Id:%20ada',
    '/api/v1/products/p1;jsessionid=1',
    '/api/v1/products/%zz',
    '/api/v1/products/%ff',
    '/api/v1/products#orders',
    '/api/v1/products?q=\xe9',
    '*',
  ]) {
    it(`is never a request for ${JSON.stringify(target)}`, () => notForwarded(() => rawGet(world.url, target), 400, 404));
  }

  it('is a path as the client wrote it, with its query', async () => {
    await rawGet(world.url, '/api/v1/products/by-slug/caf%C3%A9?q=a%20b&option.size=L');
    assert.equal(last()?.url, '/api/v1/products/by-slug/caf%C3%A9?q=a%20b&option.size=L');
  });

  for (const repeated of [
    ['Authorization: Bearer a', 'Authorization: Bearer b'],
    ['Idempotency-Key: a', 'Idempotency-Key: b'],
    ['Content-Length: 0', 'Content-Length: 0'],
    ['Content-Length: 0', 'Content-Length: 5'],
    ['Host: other'],
  ]) {
    it(`is never a request with ${repeated.join(' and ')}`, () =>
      notForwarded(() => rawGet(world.url, '/api/v1/products', ...repeated), 400));
  }

  const post = (...lines: readonly string[]) =>
    raw(world.url, ['POST /api/v1/products HTTP/1.1', 'Host: shop', 'Connection: close', ...lines, '', '0', '', ''].join('\n'));
  for (const framing of [
    ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    ['Transfer-Encoding: xchunked'],
    ['Transfer-Encoding: gzip, chunked'],
    ['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'],
    ['Transfer-Encoding : chunked'],
    ['Transfer-Encoding:\tchunked, chunked'],
    ['Content-Length: +5'],
    ['Content-Length: 0x5'],
  ]) {
    it(`is never framed by ${framing.join(' and ')}`, () => notForwarded(() => post(...framing), 400));
  }

  it('is never an upgrade', async () => {
    const answer = await raw(
      world.url,
      'GET /api/v1/products HTTP/1.1\nHost: shop\nConnection: Upgrade, close\nUpgrade: websocket\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n\n',
    );
    assert.notEqual(answer.status, 101);
    assert.equal(last()?.headers['upgrade'], undefined);
  });

  it('is never a tunnel', async () => {
    const before = world.arrived();
    const { status } = await raw(world.url, 'CONNECT 127.0.0.1:6379 HTTP/1.1\nHost: 127.0.0.1:6379\n\n');
    assert.ok(status === 0 || status >= 400);
    assert.equal(world.arrived(), before);
  });

  it('comes only with a Host header', async () => {
    const before = world.arrived();
    assert.equal((await raw(world.url, 'GET /api/v1/products HTTP/1.1\nConnection: close\n\n')).status, 400);
    assert.equal(world.arrived(), before);
  });

  it('is without the body of a read', async () => {
    await raw(world.url, 'GET /api/v1/products HTTP/1.1\nHost: shop\nConnection: close\nContent-Length: 5\n\nhello');
    assert.equal(last()?.body, '');
    assert.equal(last()?.headers['content-length'], undefined);
  });

  it('does not follow a service’s redirect', async () => {
    world.service('product-queries').handle((_request, response) => {
      response.writeHead(302, { Location: 'http://169.254.169.254/' }).end();
    });
    const answer = await fetch(`${world.url}/api/v1/products`, { redirect: 'manual' });
    world.service('product-queries').handle(null);
    assert.equal(answer.status, 302);
  });
});
