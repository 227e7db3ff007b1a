import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { resources } from './resources.ts';
import { routeFinder } from './routes.ts';

const find = routeFinder(resources);

describe('routes', () => {
  it('find every resource by a path of its pattern', () => {
    for (const { path } of resources) assert.equal(find(path.replaceAll(/\{\w+\}/g, 'x1'))?.path, path);
  });
  it('prefer a fixed segment to one that varies', () => {
    assert.equal(find('/api/v1/products/by-slug/availability')?.path, '/api/v1/products/by-slug/{slug}');
    assert.equal(find('/api/v1/products/p1/availability')?.path, '/api/v1/products/{productId}/availability');
  });
  for (const path of [
    '',
    '/',
    '/api',
    '/api/v1/products/',
    '/api/v1/products/p1/',
    '/api/v1//products',
    '/api/v1/orders/o1/lines/',
    '/api/v1/{productId}',
    '/api/v1/orders/o1/cancel/x',
    '/constructor',
    '/__proto__',
  ]) {
    it(`find nothing at ${JSON.stringify(path)}`, () => assert.equal(find(path), null));
  }
  it('are the resources of the API: no pattern stands twice, every operation has a service and roles', () => {
    assert.equal(new Set(resources.map(({ path }) => path.replaceAll(/\{\w+\}/g, '{}'))).size, resources.length);
    for (const { path, operations } of resources) {
      for (const [method, { service, access }] of Object.entries(operations)) {
        assert.ok(access === 'public' || access.includes('admin'), `${method} ${path} is closed to admin`);
        assert.equal(
          access === 'public',
          service === 'gateway' || (method === 'GET' && path.startsWith('/api/v1/products')),
          path,
        );
      }
    }
  });
});
