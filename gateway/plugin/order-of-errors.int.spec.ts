import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startWorld, type World } from '../testing/world.ts';

describe('when several things are wrong, the first of these answers', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  /** A request with everything wrong but what `right` puts right. */
  const ask = async (right: { path?: string; method?: string; token?: string; size?: number; coding?: string }) => {
    const answer = await fetch(`${world.url}${right.path ?? '/api/v1/nowhere'}`, {
      method: right.method ?? 'DELETE',
      headers: {
        Authorization: right.token ?? 'Bearer nonsense',
        'Content-Encoding': right.coding ?? 'gzip',
        'Content-Type': 'text/plain',
      },
      body: 'x'.repeat(right.size ?? 2_000_000),
    });
    await answer.arrayBuffer();
    return answer.status;
  };

  it('an unknown path: 404', async () => assert.equal(await ask({}), 404));
  const known = { path: '/api/v1/products' };
  it('an unknown method: 405', async () => assert.equal(await ask(known), 405));
  const post = { ...known, method: 'POST' };
  it('the token: 401', async () => assert.equal(await ask(post), 401));
  it('the role: 403', async () => assert.equal(await ask({ ...post, token: (await world.as('customer')).Authorization }), 403));
  it('the size: 413', async () => assert.equal(await ask({ ...post, token: (await world.as('admin')).Authorization }), 413));
  it('the coding: 415', async () =>
    assert.equal(await ask({ ...post, token: (await world.as('admin')).Authorization, size: 10 }), 415));
  it('and only then the service', async () => {
    assert.equal(world.arrived(), 0);
    assert.equal(await ask({ ...post, token: (await world.as('admin')).Authorization, size: 10, coding: 'identity' }), 200);
    assert.equal(world.arrived(), 1);
  });
});
