import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { startWorld } from '../testing/world.ts';

describe('Express Gateway in our process', () => {
  it('brings along nothing of what is not used: no Redis client, no authentication, no file watching', async () => {
    await using world = await startWorld();
    assert.equal((await fetch(`${world.url}/api/v1/products`)).status, 200);
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    assert.ok(loaded.some((path) => path.includes('/node_modules/express-gateway/lib/gateway/pipelines.js')));
    for (const name of [
      'ioredis',
      'ioredis-mock',
      'passport',
      'chokidar',
      'superagent',
      'uuid62',
      'http-proxy',
      'jsonwebtoken',
      'esprima',
    ]) {
      assert.deepEqual(
        loaded.filter((path) => path.includes(`/node_modules/${name}/`)),
        [],
        name,
      );
    }
  });

  it('leaves the loading of other modules as it was', async () => {
    await using world = await startWorld();
    assert.ok(world.url);
    const require = createRequire(import.meta.resolve('express-gateway'));
    assert.equal(typeof (require('passport') as { authenticate?: unknown }).authenticate, 'function');
  });

  it('runs several gateways in one process, each with its own configuration', async () => {
    await using small = await startWorld({ env: { BODY_LIMIT_BYTES: '10' } });
    await using large = await startWorld();
    const post = async (world: typeof small) =>
      fetch(`${world.url}/api/v1/products`, { method: 'POST', headers: await world.as('admin'), body: 'x'.repeat(11) });
    assert.deepEqual([(await post(small)).status, (await post(large)).status], [413, 200]);
  });
});
