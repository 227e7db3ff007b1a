import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { problemOf, startWorld, type World } from '../testing/world.ts';
import type { ServiceName } from '../config.ts';

describe('routing by method and path', () => {
  let world: World;
  let admin: { readonly Authorization: string };
  before(async () => {
    world = await startWorld({ env: { CORS_ORIGINS: 'https://shop.example' } });
    admin = await world.as('admin');
  });
  after(() => world[Symbol.asyncDispose]());
  const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(`${world.url}${path}`, { method, headers });

  const ways: readonly [string, string, ServiceName][] = [
    ['POST', '/products', 'product-commands'],
    ['PATCH', '/products/p1', 'product-commands'],
    ['PUT', '/products/p1/variants/A-1/price', 'product-commands'],
    ['POST', '/inventory/A-1/receipts', 'product-commands'],
    ['POST', '/discount-codes', 'product-commands'],
    ['GET', '/products', 'product-queries'],
    ['GET', '/products/by-slug/lamp', 'product-queries'],
    ['GET', '/inventory/A-1/ledger', 'product-queries'],
    ['GET', '/discount-codes/SUMMER', 'product-queries'],
    ['POST', '/orders', 'order-commands'],
    ['DELETE', '/orders/o1/lines/l1', 'order-commands'],
    ['POST', '/customers/c1/erasure', 'order-commands'],
    ['GET', '/orders/o1/timeline', 'order-queries'],
    ['GET', '/fulfilment-queue', 'order-queries'],
    ['GET', '/reports/sales', 'order-queries'],
    ['GET', '/operations/projections', 'operations'],
    ['POST', '/operations/projections/x/replay', 'operations'],
  ];
  for (const [method, path, service] of ways) {
    it(`sends ${method} ${path} to ${service}`, async () => {
      const answer = await ask(method, `/api/v1${path}`, admin);
      assert.deepEqual(await answer.json(), { service, method, url: `/api/v1${path}` });
    });
  }

  it('answers HEAD as GET, without a body', async () => {
    const answer = await ask('HEAD', '/api/v1/products');
    assert.equal(answer.status, 200);
    assert.equal(await answer.text(), '');
    assert.equal(world.service('product-queries').seen.at(-1)?.method, 'HEAD');
  });

  for (const path of [
    '/',
    '/api/v1',
    '/api/v1/',
    '/api/v2/products',
    '/API/v1/products',
    '/api/v1/Products',
    '/api/v1/products/',
    '/api/v1/products/p1/unknown',
    '/api/v1/internal/reservations',
    '/internal/reservations',
    '/livez',
    '/readyz',
    '/metrics',
    '/openapi.json',
    '/docs/../package.json',
    '/docs/package.json',
    '/users',
  ]) {
    it(`knows no ${path}: 404 without a look at the token`, async () => {
      const before = world.arrived();
      const answer = await ask('GET', path, { Authorization: 'Bearer nonsense' });
      assert.equal(answer.status, 404);
      const problem = await problemOf(answer);
      assert.equal(problem.type, '/problems/not-found');
      assert.equal(problem.correlationId, answer.headers.get('x-correlation-id'));
      assert.match(problem.traceId, /^[0-9a-f]{32}$/);
      assert.equal(world.arrived(), before);
    });
  }

  const wrong: readonly [string, string, string][] = [
    ['DELETE', '/products', 'GET, HEAD, POST'],
    ['POST', '/products/p1', 'GET, HEAD, PATCH'],
    ['GET', '/orders/o1/cancel', 'POST'],
    ['PATCH', '/orders', 'GET, HEAD, POST'],
    ['PUT', '/orders/o1/lines/l1', 'PATCH, DELETE'],
    ['OPTIONS', '/orders', 'GET, HEAD, POST'],
    ['POST', '/openapi.json', 'GET, HEAD'],
  ];
  for (const [method, path, allow] of wrong) {
    it(`answers ${method} ${path} with 405 and what both sides know`, async () => {
      const answer = await ask(method, `/api/v1${path}`, { Authorization: 'Bearer nonsense' });
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('allow'), allow);
      assert.equal((await problemOf(answer)).type, '/problems/method-not-allowed');
    });
  }

  describe('from browsers', () => {
    const preflight = (origin: string, path = '/api/v1/orders') =>
      ask('OPTIONS', path, { Origin: origin, 'Access-Control-Request-Method': 'POST' });

    it('a preflight of a listed origin is answered', async () => {
      const answer = await preflight('https://shop.example');
      assert.equal(answer.status, 204);
      assert.equal(answer.headers.get('access-control-allow-origin'), 'https://shop.example');
      assert.equal(answer.headers.get('access-control-allow-methods'), 'GET, HEAD, POST');
      assert.match(answer.headers.get('vary') ?? '', /Origin/);
    });
    it('a request of a listed origin may be read, its errors too', async () => {
      for (const path of ['/api/v1/products', '/api/v1/orders', '/nowhere']) {
        const answer = await ask('GET', path, { Origin: 'https://shop.example' });
        assert.equal(answer.headers.get('access-control-allow-origin'), 'https://shop.example');
      }
    });
    it('other origins get nothing', async () => {
      const answer = await preflight('https://evil.example');
      assert.equal(answer.status, 405);
      assert.equal(answer.headers.get('access-control-allow-origin'), null);
    });
    it('a preflight of an unknown path is a 404', async () =>
      assert.equal((await preflight('https://shop.example', '/x')).status, 404));
  });
});
