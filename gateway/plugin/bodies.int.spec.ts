import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { raw } from '../testing/raw.ts';
import { problemOf, startWorld, until, type World } from '../testing/world.ts';

const mebibyte = 1024 * 1024;

describe('bodies', () => {
  let world: World;
  let headers: Record<string, string>;
  before(async () => {
    world = await startWorld();
    headers = { ...(await world.as('admin')), 'Content-Type': 'application/json', 'Idempotency-Key': 'k' };
  });
  after(() => world[Symbol.asyncDispose]());
  const service = () => world.service('product-commands');
  const url = () => `${world.url}/api/v1/products`;
  const send = (body: RequestInit['body'], more: Record<string, string> = {}) =>
    fetch(url(), { method: 'POST', headers: { ...headers, ...more }, body: body ?? null, ...({ duplex: 'half' } as object) });
  const chunked = (size: number) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (let left = size; left > 0; left -= 65_536) controller.enqueue(new Uint8Array(Math.min(left, 65_536)).fill(120));
        controller.close();
      },
    });

  for (const size of [0, 1, 65_536, 65_537, mebibyte]) {
    it(`of ${size} bytes reach the service whole, by length and in chunks`, async () => {
      const text = randomBytes(size)
        .toString('latin1')
        .replaceAll(/[^ -~]/g, '.');
      assert.equal((await send(text)).status, 200);
      assert.equal(service().seen.at(-1)?.body, text);
      assert.equal((await send(chunked(size))).status, 200);
      assert.equal(service().seen.at(-1)?.body.length, size);
    });
  }

  it('announced as larger than 1 MiB are a 413, and nothing is asked', async () => {
    const before = world.arrived();
    const answer = await send('x'.repeat(mebibyte + 1));
    assert.equal(answer.status, 413);
    assert.equal((await problemOf(answer)).type, '/problems/body-too-large');
    assert.equal(world.arrived(), before);
  });

  it('that turn out to be larger than 1 MiB are a 413, and the service never gets them whole', async () => {
    const before = service().seen.length;
    const answer = await send(chunked(mebibyte + 1));
    assert.equal(answer.status, 413);
    assert.equal((await problemOf(answer)).type, '/problems/body-too-large');
    assert.equal(service().seen.length, before);
  });

  it('of 10 MB are a 413 that the client can read to its end', async () => {
    for (const body of ['x'.repeat(10_000_000), chunked(10_000_000)]) assert.equal((await send(body)).status, 413);
  });

  it('that are encoded are a 415', async () => {
    for (const coding of ['gzip', 'br', 'gzip, identity', 'x']) {
      assert.equal((await send('x', { 'Content-Encoding': coding })).status, 415, coding);
    }
  });

  it('are streamed: the service sees the beginning before the client has sent the end', async () => {
    const begun = Promise.withResolvers<void>();
    service().handle((request, response) => {
      request.once('data', () => begun.resolve());
      request.on('end', () => response.end('done'));
    });
    const request = httpRequest(url(), { method: 'POST', headers });
    const answered = new Promise<number | undefined>((resolve) =>
      request.on('response', (answer) => resolve(answer.resume().statusCode)),
    );
    request.write('{');
    await begun.promise;
    request.end('}');
    assert.equal(await answered, 200);
    service().handle(null);
  });

  it('are asked for only when they will be read (Expect: 100-continue)', async () => {
    const head = (path: string, length: number) =>
      `POST ${path} HTTP/1.1\nHost: shop\nConnection: close\nAuthorization: ${headers['Authorization']}\nExpect: 100-continue\nContent-Length: ${length}\n\n`;
    const refused = await raw(world.url, head('/api/v1/products', mebibyte + 1));
    assert.equal(refused.status, 413);
    const accepted = await raw(world.url, `${head('/api/v1/products', 5)}hello`);
    assert.equal(accepted.status, 100);
    assert.match(accepted.body, /^HTTP\/1\.1 200 OK/);
  });

  it('broken off by the client reach no service as if they were whole', async () => {
    const before = service().seen.length;
    for (const length of [100, 100_000]) {
      const request = httpRequest(url(), { method: 'POST', headers: { ...headers, 'Content-Length': length } });
      request.on('error', () => undefined);
      request.write('x'.repeat(50), () => request.destroy());
      await new Promise((resolve) => request.once('close', resolve));
    }
    assert.equal((await send('after')).status, 200);
    await until(() => service().seen.length > before);
    assert.deepEqual(
      service()
        .seen.slice(before)
        .map(({ body }) => body),
      ['after'],
    );
  });
});
