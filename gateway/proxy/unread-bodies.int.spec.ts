import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { json } from '../testing/fake-service.ts';
import { keptConnection } from '../testing/kept-connection.ts';
import { startWorld } from '../testing/world.ts';

const piece = 'x'.repeat(200_000);
const chunked = { 'Transfer-Encoding': 'chunked' };

describe('a body answered before it has come', () => {
  for (const [how, headers] of [
    ['by length', {}],
    ['in chunks', chunked],
  ] as const) {
    it(`${how}: the rest is read, and the next request on the connection answered at once`, async () => {
      await using world = await startWorld();
      world.service('product-commands').handle((_request, response) => json(response, 422, {}));
      using client = keptConnection(`${world.url}/api/v1/products`);
      const early = await client.ask('POST', { ...(await world.as('admin')), ...headers }, [piece, piece], true);
      assert.equal(early.status, 422);
      const next = await client.ask('GET');
      assert.deepEqual([next.status, next.port], [200, early.port]);
      assert.ok(next.milliseconds < 2_000, `${next.milliseconds} ms`);
    });
  }

  it('with an answer of several pieces reaches its client whole', async () => {
    await using world = await startWorld();
    world.service('product-commands').handle((_request, response) => {
      response.writeHead(422).write(piece);
      setTimeout(() => response.end(piece), 50);
    });
    const answer = await fetch(`${world.url}/api/v1/products`, {
      method: 'POST',
      headers: await world.as('admin'),
      body: piece.repeat(4),
    });
    assert.equal(answer.status, 422);
    assert.equal((await answer.text()).length, 2 * piece.length);
  });

  it('by the gateway itself, since the service broke off: 502, and the client can send and ask on', async () => {
    await using world = await startWorld();
    world.service('product-commands').handle((request) => void request.socket.destroy());
    using client = keptConnection(`${world.url}/api/v1/products`);
    const token = await world.as('admin');
    for (const more of [{}, chunked, { Expect: '100-continue' }]) {
      assert.equal((await client.ask('POST', { ...token, ...more }, [piece, piece], true)).status, 502);
      const next = await client.ask('GET');
      assert.equal(next.status, 200);
      assert.ok(next.milliseconds < 2_000, `${next.milliseconds} ms`);
    }
  });

  it('that turns out too large after its answer: the connection goes on where it ends', async () => {
    await using world = await startWorld();
    world.service('product-commands').handle((_request, response) => json(response, 422, {}));
    using client = keptConnection(`${world.url}/api/v1/products`);
    const headers = { ...(await world.as('admin')), ...chunked };
    assert.equal((await client.ask('POST', headers, Array<string>(10).fill(piece), true)).status, 422);
    assert.equal((await client.ask('GET')).status, 200);
  });

  it('and that never ends is not read for ever: its connection is closed', async () => {
    await using world = await startWorld();
    world.service('product-commands').handle((_request, response) => json(response, 422, {}));
    const { Authorization } = await world.as('admin');
    const { hostname, port } = new URL(world.url);
    const socket = connect(Number(port), hostname);
    const head = [
      'POST /api/v1/products HTTP/1.1',
      'Host: shop',
      `Authorization: ${Authorization}`,
      'Transfer-Encoding: chunked',
    ];
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;
    let answer = '';
    let sent = 0;
    const more = (): void => {
      while (!socket.destroyed && socket.write(chunk)) sent += piece.length;
      sent += piece.length;
    };
    socket.on('data', (data) => (answer += data.toString('latin1')));
    socket.on('error', () => undefined).on('drain', more);
    socket.write(`${head.join('\r\n')}\r\n\r\n${chunk}`);
    // The answer first: a client that only sends would learn of the end alone.
    await new Promise((resolve) => socket.once('data', resolve));
    more();
    await new Promise((resolve) => socket.once('close', resolve));
    assert.match(answer, /^HTTP\/1\.1 422 /);
    assert.ok(sent < 64 * 1024 * 1024, `${sent} bytes were taken`);
  });
});
