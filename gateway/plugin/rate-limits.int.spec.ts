import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Agent, fetch as fetchBy } from 'undici';
import { problemOf, startWorld, type World } from '../testing/world.ts';

const tight = {
  RATE_LIMIT_READ_PER_SECOND: '1',
  RATE_LIMIT_READ_BURST: '3',
  RATE_LIMIT_WRITE_PER_SECOND: '1',
  RATE_LIMIT_WRITE_BURST: '2',
};
const still = () => 0;

/** Limiters of the gateway's own kind whose clock stands, so that nothing flows in again while a test runs. */
async function tightWorld(env: Record<string, string> = {}): Promise<World> {
  const { TokenBuckets } = await import('../rate-limit/token-bucket.ts');
  const limiters = {
    read: new TokenBuckets({ burst: 3, perSecond: 1, now: still }),
    write: new TokenBuckets({ burst: 2, perSecond: 1, now: still }),
  };
  return startWorld({ env: { ...tight, ...env }, parts: { limiters } });
}

describe('rate limits', () => {
  const get = (world: World, path: string, headers: Record<string, string> = {}) => fetch(`${world.url}${path}`, { headers });
  const spend = async (world: World, headers: Record<string, string> = {}) => {
    for (let i = 0; i < 3; i++) await get(world, '/api/v1/products', headers);
  };

  it('are told on every answer of a limited route, its errors included', async () => {
    await using world = await tightWorld();
    const good = await get(world, '/api/v1/products');
    assert.equal(good.headers.get('ratelimit-policy'), '"read";q=3;w=3');
    assert.equal(good.headers.get('ratelimit'), '"read";r=2;t=1');
    const bad = await get(world, '/api/v1/orders');
    assert.equal(bad.status, 401);
    assert.equal(bad.headers.get('ratelimit'), '"read";r=1;t=2');
    const unknown = await get(world, '/nowhere');
    assert.equal(unknown.headers.get('ratelimit'), null);
  });

  it('answer 429 with Retry-After once the burst is spent, and ask no service', async () => {
    await using world = await tightWorld();
    await spend(world);
    const before = world.arrived();
    const answer = await get(world, '/api/v1/products');
    assert.equal(answer.status, 429);
    assert.equal(answer.headers.get('retry-after'), '1');
    assert.equal(answer.headers.get('ratelimit'), '"read";r=0;t=3');
    assert.equal((await problemOf(answer)).type, '/problems/rate-limited');
    assert.equal(world.arrived(), before);
  });

  it('count reads and writes apart', async () => {
    await using world = await tightWorld();
    await spend(world);
    const answer = await fetch(`${world.url}/api/v1/products`, { method: 'POST' });
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('ratelimit'), '"write";r=1;t=1');
  });

  it('count by the token’s subject, whatever the address or the token', async () => {
    await using world = await tightWorld();
    const alice = await world.as('customer', 'alice');
    await spend(world, alice);
    assert.equal((await get(world, '/api/v1/products', await world.as('customer', 'alice'))).status, 429);
    assert.equal((await get(world, '/api/v1/products', await world.as('customer', 'bob'))).status, 200);
    assert.equal((await get(world, '/api/v1/products')).status, 200);
  });

  it('count bad tokens against the address', async () => {
    await using world = await tightWorld();
    for (let i = 0; i < 3; i++)
      assert.equal((await get(world, '/api/v1/products', { Authorization: `Bearer x${i}` })).status, 401);
    assert.equal((await get(world, '/api/v1/products', { Authorization: 'Bearer other' })).status, 429);
  });

  it('are the same for every path and letter case', async () => {
    await using world = await tightWorld();
    for (const path of ['/api/v1/products', '/api/v1/products/a', '/api/v1/products/by-slug/b']) await get(world, path);
    assert.equal((await get(world, '/api/v1/products/c')).status, 429);
    assert.equal((await get(world, '/api/v1/products?x=1')).status, 429);
  });

  it('do not believe X-Forwarded-For', async () => {
    await using world = await tightWorld();
    await spend(world, { 'X-Forwarded-For': '10.0.0.1' });
    assert.equal((await get(world, '/api/v1/products', { 'X-Forwarded-For': '10.0.0.2' })).status, 429);
  });

  it('behind one proxy of ours, believe the last address of X-Forwarded-For alone', async () => {
    await using world = await tightWorld({ TRUSTED_PROXIES: '1' });
    for (let i = 0; i < 3; i++) await get(world, '/api/v1/products', { 'X-Forwarded-For': `10.9.9.${i}, 10.0.0.1` });
    assert.equal((await get(world, '/api/v1/products', { 'X-Forwarded-For': '10.9.9.9, 10.0.0.1' })).status, 429);
    assert.equal((await get(world, '/api/v1/products', { 'X-Forwarded-For': '10.0.0.1, 10.0.0.2' })).status, 200);
  });

  it('that fail let reads through, refuse writes, and leave the gateway standing', async () => {
    const broken = {
      take: () => {
        throw new Error('the limiter is broken');
      },
    };
    await using world = await startWorld({ parts: { limiters: { read: broken, write: broken } } });
    const headers = await world.as('admin');
    for (let i = 0; i < 3; i++) {
      assert.equal((await get(world, '/api/v1/products', headers)).status, 200);
      const write = await fetch(`${world.url}/api/v1/products`, { method: 'POST', headers });
      assert.equal(write.status, 503);
      assert.doesNotMatch(await write.text(), /broken/);
    }
  });

  it('are high enough unless set otherwise: an importer’s 2,000 commands and 500 buyers at once go through', async () => {
    await using world = await startWorld();
    const admin = await world.as('admin');
    // A browser each for the buyers, a pool for the importer: not a connection for each of its commands.
    const [browsers, pool] = [new Agent({ connections: 500 }), new Agent({ connections: 64 })];
    const post = async (headers: Record<string, string>, dispatcher: Agent) => {
      const answer = await fetchBy(`${world.url}/api/v1/orders`, { method: 'POST', headers, body: '{}', dispatcher });
      await answer.arrayBuffer();
      return answer.status;
    };
    const buyers = await Promise.all(Array.from({ length: 500 }, (_, n) => world.as('customer', `buyer-${n}`)));
    const statuses = await Promise.all([
      ...buyers.map((headers) => post(headers, browsers)),
      ...Array.from({ length: 2_000 }, () => post(admin, pool)),
    ]);
    assert.deepEqual(new Set(statuses), new Set([200]));
    await Promise.all([browsers.close(), pool.close()]);
  });
});
