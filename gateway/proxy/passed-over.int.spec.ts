import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { openingHeader } from '@shop/platform/http/opening-header.ts';
import { bodyOf, type FakeService, type Handler, json } from '../testing/fake-service.ts';
import { startWorld, until, type World } from '../testing/world.ts';

/** Says that it is opening and never comes to an end of saying so. */
const endless: Handler = (_request, response) => {
  response.writeHead(503, { [openingHeader]: '1' }).write('x');
};

const opening: Handler = async (request, response) => {
  await bodyOf(request);
  json(response, 503, { type: '/problems/not-ready' }, { 'Retry-After': '2', [openingHeader]: '1' });
};

describe('an instance that is opening', () => {
  const two = { 'product-queries': 2, 'product-commands': 2 } as const;
  const get = (world: World) => fetch(`${world.url}/api/v1/products`, { signal: AbortSignal.timeout(5_000) });
  const pair = (world: World) => world.services('product-queries') as readonly [FakeService, FakeService];

  const post = async (world: World, body: string) =>
    fetch(`${world.url}/api/v1/products`, { method: 'POST', headers: await world.as('admin'), body });

  it('is answered by the one that is open while the other is opening, commands without a key too', async () => {
    await using world = await startWorld({ instances: two });
    for (const service of ['product-queries', 'product-commands'] as const) world.services(service)[0]?.handle(opening);
    for (let i = 0; i < 4; i++) {
      assert.equal((await get(world)).status, 200);
      assert.equal((await post(world, `{"name":"${i}"}`)).status, 200);
    }
    const [closed, open] = world.services('product-commands') as readonly [FakeService, FakeService];
    assert.ok(closed.arrived() > 0);
    assert.deepEqual(
      open.seen.map(({ body }) => body),
      [0, 1, 2, 3].map((i) => `{"name":"${i}"}`),
    );
  });

  it('is 503 where both are opening, without the mark that is for the gateway', async () => {
    await using world = await startWorld({ instances: two });
    for (const fake of pair(world)) fake.handle(opening);
    const answer = await get(world);
    assert.deepEqual([answer.status, answer.headers.get('retry-after'), answer.headers.get(openingHeader)], [503, '2', null]);
    assert.equal(
      pair(world).reduce((sum, fake) => sum + fake.arrived(), 0),
      2,
    );
  });

  it('is passed over at its first word: an answer of it that never ends holds nobody', async () => {
    await using world = await startWorld({ instances: two });
    pair(world)[0].handle(endless);
    for (let i = 0; i < 4; i++) assert.equal((await get(world)).status, 200);
    assert.ok(pair(world)[0].arrived() > 0);
    const headers = await world.as('admin');
    world.services('product-commands')[0]?.handle(endless);
    for (let i = 0; i < 4; i++) {
      const answer = await fetch(`${world.url}/api/v1/products`, { method: 'POST', headers, body: `{"name":"${i}"}` });
      assert.equal(answer.status, 200);
    }
    assert.deepEqual(
      world.services('product-commands')[1]?.seen.map(({ body }) => body),
      [0, 1, 2, 3].map((i) => `{"name":"${i}"}`),
    );
  });

  it('has each request counted once, and is not held to have failed', async () => {
    await using world = await startWorld({ instances: two, env: { UPSTREAM_MAX_PENDING: '1' } });
    const [opening, open] = pair(world);
    opening.handle(endless);
    for (let i = 0; i < 40; i++) assert.equal((await get(world)).status, 200);
    assert.equal(open.arrived(), 40);
    assert.ok(opening.arrived() > 5, 'five failures would have ejected it');
    const ready = (await (await fetch(`${world.gateway.managementUrl}/readyz`)).json()) as { services: Record<string, string> };
    assert.equal(ready.services['product-queries'], '2 of 2 up');
    // One more may be under way at each: a request not settled would make it none, one settled twice two.
    const waiting: (() => void)[] = [];
    for (const fake of [opening, open]) fake.handle((_request, response) => void waiting.push(() => response.end('{}')));
    const held = [get(world), get(world)];
    await until(() => waiting.length === 2);
    assert.equal((await get(world)).status, 503);
    waiting.forEach((answer) => answer());
    for (const answer of await Promise.all(held)) assert.equal(answer.status, 200);
  });

  it('has the connection of the answer that is not wanted closed', async () => {
    await using world = await startWorld({ instances: two });
    let asked = 0;
    let closed = 0;
    pair(world)[0].handle((request, response) => {
      asked++;
      request.socket.once('close', () => closed++);
      return endless(request, response);
    });
    for (let i = 0; i < 4; i++) await get(world);
    await until(() => asked > 0 && closed === asked);
  });
});
