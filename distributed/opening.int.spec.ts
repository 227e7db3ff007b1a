import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { describe, it } from 'node:test';
import { keptConnection } from '@shop/gateway/testing/kept-connection.ts';
import { startWorld } from '@shop/gateway/testing/world.ts';
import { openingHeader } from '@shop/platform/http/opening-header.ts';
import { listen } from '@shop/platform/http/server.ts';
import { openingListener } from './opening.ts';

const piece = 'x'.repeat(200_000);
const chunked = { 'Transfer-Encoding': 'chunked' };
const start = () =>
  listen(
    openingListener(() => 'the engine'),
    { host: '127.0.0.1', port: 0, name: 'opening' },
  );

describe('a service that is opening', () => {
  it('reads a body before it answers 503, so that its connection is kept', async () => {
    const server = await start();
    using client = keptConnection(`${server.url}/api/v1/products`);
    const ports = [];
    for (const headers of [{}, chunked]) {
      const answer = await client.ask('POST', headers, [piece, piece]);
      assert.deepEqual([answer.status, answer.retryAfter], [503, '2']);
      ports.push(answer.port);
    }
    const read = await client.ask('GET');
    assert.equal(read.status, 503);
    assert.equal(new Set([...ports, read.port]).size, 1);
    await server.close(0);
  });

  it('answers a body that never ends, and closes', async () => {
    const server = await start();
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    let answer = '';
    socket.on('data', (data) => (answer += data.toString('latin1'))).on('error', () => undefined);
    socket.write('POST /x HTTP/1.1\r\nHost: shop\r\nTransfer-Encoding: chunked\r\n\r\n');
    // Just beyond what is read, and then silence: what is sent to a closed connection could take the answer along.
    const chunk = `${piece.length.toString(16)}\r\n${piece}\r\n`;
    socket.write(chunk.repeat(11));
    await new Promise((resolve) => socket.once('close', resolve));
    assert.match(answer, /^HTTP\/1\.1 503 /);
    assert.match(answer, /connection: close/i);
    await server.close(0);
  });

  it('is heard through the gateway, however large the body: 503 with Retry-After, and the next request at once', async () => {
    const opening = openingListener(() => 'the engine');
    await using world = await startWorld({ instances: { 'product-commands': 2 } });
    for (const fake of world.services('product-commands')) fake.handle(opening);
    using client = keptConnection(`${world.url}/api/v1/products`);
    const token = await world.as('admin');
    for (const more of [{}, chunked, { Expect: '100-continue' }]) {
      const answer = await client.ask('POST', { ...token, ...more }, [piece, piece]);
      assert.deepEqual([answer.status, answer.retryAfter], [503, '2']);
      const next = await client.ask('GET');
      assert.deepEqual([next.status, next.port], [200, answer.port]);
      assert.ok(next.milliseconds < 2_000, `${next.milliseconds} ms`);
    }
    const answer = await fetch(`${world.url}/api/v1/products`, { method: 'POST', headers: token, body: piece.repeat(5) });
    assert.deepEqual([answer.status, answer.headers.get('retry-after'), answer.headers.get(openingHeader)], [503, '2', null]);
  });
});
