import assert from 'node:assert/strict';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { describe, it } from 'node:test';
import { bodyOf, type FakeService, type Handler, json } from '../testing/fake-service.ts';
import { problemOf, startWorld, until, type World } from '../testing/world.ts';

const cut: Handler = (request) => {
  request.socket.destroy();
};
const cutAfterBody: Handler = async (request) => {
  await bodyOf(request);
  request.socket.destroy();
};
const name =
  (text: string): Handler =>
  (_request, response) =>
    json(response, 200, { name: text });

describe('a service with two instances', () => {
  const two = { 'product-queries': 2, 'product-commands': 2 } as const;
  const get = (world: World) => fetch(`${world.url}/api/v1/products`);
  const post = async (world: World, headers: Record<string, string>, body = '{}') =>
    fetch(`${world.url}/api/v1/products`, { method: 'POST', headers: { ...(await world.as('admin')), ...headers }, body });
  const pair = (world: World, service: 'product-queries' | 'product-commands' = 'product-queries') =>
    world.services(service) as readonly [FakeService, FakeService];
  const total = ([a, b]: readonly FakeService[]) => (a?.arrived() ?? 0) + (b?.arrived() ?? 0);

  it('gets requests in turn', async () => {
    await using world = await startWorld({ instances: two });
    for (let i = 0; i < 10; i++) await get(world);
    assert.deepEqual(
      pair(world).map((fake) => fake.arrived()),
      [5, 5],
    );
  });

  it('gets the next request where fewer are under way', async () => {
    await using world = await startWorld({ instances: two });
    const [a, b] = pair(world);
    const waiting: (() => void)[] = [];
    for (const fake of [a, b]) fake.handle((_request, response) => void waiting.push(() => json(response, 200, {})));
    const held = get(world);
    await until(() => total([a, b]) === 1);
    const [busy, idle] = a.arrived() === 1 ? [a, b] : [b, a];
    idle.handle(null);
    for (let i = 0; i < 6; i++) await get(world);
    assert.deepEqual([busy.arrived(), idle.arrived()], [1, 6]);
    waiting.forEach((answer) => answer());
    assert.equal((await held).status, 200);
  });

  it('a read that fails at one is answered by the other', async () => {
    await using world = await startWorld({ instances: two });
    const [a, b] = pair(world);
    a.handle(cut);
    b.handle(name('b'));
    for (let i = 0; i < 4; i++) assert.deepEqual(await (await get(world)).json(), { name: 'b' });
  });

  it('a read is tried twice at most: 502', async () => {
    await using world = await startWorld({ instances: two });
    for (const fake of pair(world)) fake.handle(cut);
    const answer = await get(world);
    assert.equal(answer.status, 502);
    assert.equal((await problemOf(answer)).type, '/problems/upstream-failed');
    assert.equal(total(pair(world)), 2);
  });

  it('a command with an Idempotency-Key is tried again with the same body', async () => {
    await using world = await startWorld({ instances: two });
    const [a, b] = pair(world, 'product-commands');
    a.handle(cutAfterBody);
    for (const key of ['k1', 'k2', 'k3']) {
      assert.equal((await post(world, { 'Idempotency-Key': key }, `{"name":"${key}"}`)).status, 200);
    }
    assert.ok(a.arrived() > 0);
    assert.deepEqual(
      b.seen.map(({ headers, body }) => [headers['idempotency-key'], body]),
      [
        ['k1', '{"name":"k1"}'],
        ['k2', '{"name":"k2"}'],
        ['k3', '{"name":"k3"}'],
      ],
    );
  });

  it('a command without a key is never sent twice: 502, outcome unknown', async () => {
    await using world = await startWorld({ instances: two });
    for (const fake of pair(world, 'product-commands')) fake.handle(cutAfterBody);
    const answer = await post(world, {});
    assert.equal(answer.status, 502);
    assert.match((await problemOf(answer)).detail, /may or may not/);
    assert.equal(total(pair(world, 'product-commands')), 1);
  });

  it('a command without a key is not tried again even where nothing was sent', async () => {
    await using world = await startWorld({ instances: two });
    const [a] = pair(world, 'product-commands');
    await a.stop();
    const statuses = [(await post(world, {})).status, (await post(world, {})).status];
    assert.deepEqual(statuses.sort(), [200, 503]);
  });

  it('a command whose large body has been begun is not tried again, even with a key', async () => {
    await using world = await startWorld({ instances: two });
    for (const fake of pair(world, 'product-commands')) fake.handle(cutAfterBody);
    const answer = await post(world, { 'Idempotency-Key': 'k' }, 'x'.repeat(200_000));
    assert.equal(answer.status, 502);
    assert.equal(total(pair(world, 'product-commands')), 1);
  });

  it('a command with a key and a large body goes to the other where the first cannot be connected to', async () => {
    await using world = await startWorld({ instances: two });
    const [a, b] = pair(world, 'product-commands');
    await a.stop();
    for (let i = 0; i < 2; i++) {
      assert.equal((await post(world, { 'Idempotency-Key': `k${i}` }, 'x'.repeat(200_000))).status, 200);
      assert.equal(b.seen.at(-1)?.body.length, 200_000);
    }
  });

  it('an instance that cannot be connected to is ejected at once, and comes back when it is alive', async () => {
    await using world = await startWorld({ instances: two });
    const [a, b] = pair(world);
    await a.stop();
    for (let i = 0; i < 4; i++) assert.equal((await get(world)).status, 200);
    const ready = (await (await fetch(`${world.gateway.managementUrl}/readyz`)).json()) as { services: Record<string, string> };
    assert.equal(ready.services['product-queries'], '1 of 2 up');
    await a.restart();
    const before = a.arrived();
    await until(async () => (await get(world)).ok && a.arrived() > before);
    assert.ok(b.arrived() > 0);
  });

  it('an instance is not let back in while /livez says no', async () => {
    await using world = await startWorld({ instances: two });
    const [a] = pair(world);
    await a.stop();
    for (let i = 0; i < 2; i++) await get(world);
    a.live(503);
    await a.restart();
    const before = a.arrived();
    for (let i = 0; i < 20; i++) await get(world);
    assert.equal(a.arrived(), before);
    a.live(200);
    await until(async () => (await get(world)).ok && a.arrived() > before);
  });

  it('an instance that keeps failing is ejected after five times in a row', async () => {
    await using world = await startWorld({ instances: two });
    const [a] = pair(world);
    a.live(503);
    a.handle(cut);
    for (let i = 0; i < 40; i++) assert.equal((await get(world)).status, 200);
    assert.equal(a.arrived(), 5);
  });
});

describe('a service with one instance', () => {
  const get = (world: World, headers: Record<string, string> = {}) => fetch(`${world.url}/api/v1/products`, { headers });

  it('that is down: 503 with Retry-After; others go on; it serves again once it is back', async () => {
    await using world = await startWorld();
    const service = world.service('product-queries');
    await service.stop();
    for (let i = 0; i < 3; i++) {
      const answer = await get(world);
      assert.equal(answer.status, 503);
      assert.ok(Number(answer.headers.get('retry-after')) >= 1);
      assert.equal((await problemOf(answer)).type, '/problems/service-unavailable');
    }
    assert.equal((await fetch(`${world.url}/api/v1/orders`, { headers: await world.as('customer') })).status, 200);
    await service.restart();
    await until(async () => (await get(world)).status === 200);
  });

  it('that nobody knows: 503', async () => {
    const discovery = { instances: () => [], close: () => Promise.resolve() };
    await using world = await startWorld({ parts: { discovery } });
    assert.equal((await get(world)).status, 503);
  });

  it('is followed where discovery says it has moved', async () => {
    let places: readonly string[] = [];
    let changed = (): void => undefined;
    const discovery = {
      instances: () => places,
      onChange: (listener: () => void) => {
        const before = changed;
        changed = () => (before(), listener());
        return () => undefined;
      },
      close: () => Promise.resolve(),
    };
    await using world = await startWorld({ parts: { discovery } });
    for (const service of [world.service('product-queries'), world.service('order-queries')]) {
      places = [service.origin];
      changed();
      const before = service.arrived();
      assert.equal((await get(world)).status, 200);
      assert.equal(service.arrived(), before + 1);
    }
  });

  it('that takes too long: 504, and its request is not sent again', async () => {
    await using world = await startWorld({ env: { UPSTREAM_TIMEOUT_MS: '300' } });
    world.service('product-queries').handle(() => undefined);
    const answer = await get(world);
    assert.equal(answer.status, 504);
    assert.equal((await problemOf(answer)).type, '/problems/upstream-timeout');
    assert.equal(world.arrived(), 1);
  });

  it('is given the time of Prefer: wait on top', async () => {
    await using world = await startWorld({ env: { UPSTREAM_TIMEOUT_MS: '200' } });
    world.service('product-queries').handle((_request, response) => {
      setTimeout(() => json(response, 200, {}, { 'Preference-Applied': 'wait=30' }), 1_500);
    });
    assert.equal((await get(world)).status, 504);
    const answer = await get(world, { Prefer: 'respond-async, wait=30' });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('preference-applied'), 'wait=30');
  });

  it('gets no more requests at once than it may: 503', async () => {
    await using world = await startWorld({ env: { UPSTREAM_MAX_PENDING: '2' } });
    const waiting: (() => void)[] = [];
    world.service('product-queries').handle((_request, response) => void waiting.push(() => json(response, 200, {})));
    const held = [get(world), get(world)];
    await until(() => waiting.length === 2);
    const answer = await get(world);
    assert.equal(answer.status, 503);
    assert.equal((await problemOf(answer)).type, '/problems/overloaded');
    waiting.forEach((go) => go());
    assert.deepEqual(
      (await Promise.all(held)).map(({ status }) => status),
      [200, 200],
    );
  });

  it('whose answer breaks off: the client sees it broken, not ended', async () => {
    await using world = await startWorld();
    world.service('product-queries').handle((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"items":[', () => response.destroy());
    });
    await assert.rejects(async () => (await get(world)).text());
  });

  it('has its headers passed on, those of the hop and of its software left out', async () => {
    await using world = await startWorld();
    const sent = {
      ETag: '"17.k3f9"',
      Location: '/api/v1/products/p1',
      'Consistency-Token': 'product-1@3',
      Link: '</api/v1/products?cursor=x>; rel="next"',
      'Cache-Control': 'public, max-age=30',
      Vary: 'Authorization, Consistency-Token',
      'Idempotent-Replayed': 'true',
      'Retry-After': '1',
    };
    world.service('product-queries').handle((_request, response) => {
      response.writeHead(202, {
        ...sent,
        Server: 'x',
        'X-Powered-By': 'y',
        'Keep-Alive': 'timeout=99',
        'Set-Cookie': ['a=1', 'b=2'],
      });
      response.end('{}');
    });
    const { status, headers } = await get(world);
    assert.equal(status, 202);
    for (const [header, value] of Object.entries(sent)) assert.equal(headers.get(header), value);
    for (const header of ['server', 'x-powered-by']) assert.equal(headers.get(header), null);
    assert.notEqual(headers.get('keep-alive'), 'timeout=99');
    assert.deepEqual(headers.getSetCookie(), ['a=1', 'b=2']);
  });

  it('has answers without a body passed on: 204, 304', async () => {
    await using world = await startWorld();
    for (const status of [204, 304]) {
      world.service('product-queries').handle((_request, response) => void response.writeHead(status, { ETag: '"1"' }).end());
      const answer = await get(world);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('etag'), '"1"');
      assert.equal(await answer.text(), '');
    }
  });

  it('hears that the client has gone', async () => {
    await using world = await startWorld();
    const gone = Promise.withResolvers<void>();
    world.service('product-queries').handle((request) => void request.socket.once('close', () => gone.resolve()));
    const request = httpGet(`${world.url}/api/v1/products`).on('error', () => undefined);
    await until(() => world.arrived() === 1);
    request.destroy();
    await gone.promise;
  });

  it('is held back while the client does not read, and then delivers every byte', async () => {
    await using world = await startWorld();
    const size = 64 * 1024 * 1024;
    let written = 0;
    world.service('product-queries').handle((_request, response) => {
      const chunk = Buffer.alloc(64 * 1024, 'x');
      const more = (): void => {
        while (written < size) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const answer = await new Promise<IncomingMessage>((resolve) => httpGet(`${world.url}/api/v1/products`, resolve));
    let stalled = -1;
    await until(async () => {
      const before = stalled;
      stalled = written;
      await new Promise((resolve) => setTimeout(resolve, 50));
      return before === written;
    });
    assert.ok(written < size / 2, `${written} bytes were taken from the service`);
    let read = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) read += chunk.length;
    assert.equal(read, size);
  });
});
