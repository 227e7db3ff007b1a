import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import type { User } from '../testing/client.ts';
import { invariantsHold, rawRequest, victimName, victimsOrder, withoutEffect } from './attack.ts';

let running: TestShop;
let order: string;
before(async () => {
  running = await startTestShop();
  order = await victimsOrder(running, 'HTTP-1');
});
after(() => running[Symbol.asyncDispose]());

const lines = (...all: readonly string[]): string => [...all, '', ''].join('\r\n');
const bearer = async (user: User): Promise<string> => `Authorization: Bearer ${await running.client.token(user)}`;
const answers = (text: string): string[] => text.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => line.slice(9)) ?? [];

describe('one connection', () => {
  it('gives requests that come together their own answers, in their order', () =>
    withoutEffect(running, async () => {
      const get = async (user: User) => lines(`GET /api/v1/orders/${order} HTTP/1.1`, 'Host: shop', await bearer(user));
      const last = lines('GET /api/v1/products HTTP/1.1', 'Host: shop', 'Connection: close');
      const text = [
        await get('bob'),
        await get('alice'),
        await get('bob'),
        lines(`GET /api/v1/orders/${order} HTTP/1.1`, 'Host: shop'),
        last,
      ];
      const reply = await rawRequest(running.shop.gateway, text.join(''));
      assert.deepEqual(answers(reply.text), ['404', '200', '404', '401', '200']);
      assert.equal(reply.text.split(victimName).length, 2, 'the name stands in one answer alone');
    }));

  it('carries no second request inside a body, whatever the first is answered', () =>
    withoutEffect(running, async () => {
      const inner = lines(
        `POST /api/v1/orders/${order}/cancel HTTP/1.1`,
        'Host: shop',
        await bearer('alice'),
        `Idempotency-Key: ${randomUUID()}`,
      );
      for (const [method, path, user] of [
        ['POST', '/orders', 'bob'],
        ['POST', `/orders/${order}/cancel`, 'bob'],
        ['POST', '/products', 'bob'],
        ['GET', '/products', 'bob'],
        ['DELETE', `/orders/${order}/lines/${order}`, 'bob'],
        ['POST', '/nothing', 'bob'],
      ] as const) {
        const head = [`${method} /api/v1${path} HTTP/1.1`, 'Host: shop', await bearer(user), `Idempotency-Key: ${randomUUID()}`];
        const sized = lines(...head, 'Content-Type: application/json', 'Connection: close', `Content-Length: ${inner.length}`);
        const chunked = lines(...head, 'Content-Type: application/json', 'Connection: close', 'Transfer-Encoding: chunked');
        for (const text of [`${sized}${inner}`, `${chunked}${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`]) {
          const reply = await rawRequest(running.shop.gateway, text);
          assert.equal(answers(reply.text).length, 1, `${method} ${path}: ${reply.text.slice(0, 400)}`);
        }
      }
    }));

  it('with two lengths, or a length and chunks, ends with a 400', () =>
    withoutEffect(running, async () => {
      const inner = lines(
        `POST /api/v1/orders/${order}/cancel HTTP/1.1`,
        'Host: shop',
        await bearer('alice'),
        `Idempotency-Key: ${randomUUID()}`,
      );
      for (const framing of [
        ['Content-Length: 5', 'Transfer-Encoding: chunked'],
        ['Content-Length: 5', 'Content-Length: 6'],
        ['Content-Length: 5, 6'],
        ['Transfer-Encoding: chunked', 'Transfer-Encoding: chunked, identity'],
        ['Transfer-Encoding: \x0bchunked'],
        ['Transfer-Encoding: identity, chunked', 'Content-Length: 0'],
      ]) {
        const head = lines('POST /api/v1/orders HTTP/1.1', 'Host: shop', await bearer('bob'), ...framing);
        const reply = await rawRequest(running.shop.gateway, `${head}0\r\n\r\n${inner}`);
        assert.deepEqual(answers(reply.text), ['400'], framing.join(' and '));
      }
    }));

  it('that is left half open holds nobody up', () =>
    withoutEffect(running, async () => {
      const { hostname, port } = new URL(running.shop.gateway);
      const head = lines(
        'POST /api/v1/orders HTTP/1.1',
        'Host: shop',
        await bearer('bob'),
        'Content-Type: application/json',
        'Content-Length: 1000',
      );
      const sockets = Array.from({ length: 300 }, (_, index) => {
        const socket = connect({ host: hostname, port: Number(port) });
        socket.on('error', () => socket.destroy());
        socket.write(index % 2 === 0 ? 'GET /api/v1/products HTTP/1.1\r\nHost: sh' : `${head}{`);
        return socket;
      });
      try {
        for (let round = 0; round < 20; round++) {
          assert.equal((await running.client.ask('GET', `/orders/${order}`, { as: 'alice' })).status, 200);
        }
      } finally {
        for (const socket of sockets) socket.destroy();
      }
    }));
});

describe('answers at the same time', () => {
  it('go to whoever asked: nobody is shown what is for somebody else', () =>
    withoutEffect(running, async () => {
      const large = `{"lines":[],"x":"${'y'.repeat(300_000)}"}`;
      const asks = Array.from({ length: 200 }, async (_, index) => {
        // Bodies that are refused before they are read leave connections behind them that must not be used again.
        if (index % 5 === 0) {
          const headers = { 'Content-Type': index % 2 === 0 ? 'text/plain' : 'application/json' };
          const refused = await running.client.ask('POST', '/orders', { as: 'bob', body: large, headers });
          assert.ok([415, 422].includes(refused.status), `${refused.status}`);
          return;
        }
        const user = index % 2 === 0 ? 'alice' : 'bob';
        const { status, body } = await running.client.ask('GET', `/orders/${order}`, { as: user });
        assert.equal(status, user === 'alice' ? 200 : 404);
        assert.equal(JSON.stringify(body).includes(victimName), user === 'alice');
      });
      await Promise.all(asks);
    }));

  it('of whoever has a token are kept by no cache', () =>
    withoutEffect(running, async () => {
      for (const [path, user] of [
        [`/orders/${order}`, 'alice'],
        ['/orders', 'alice'],
        ['/products', 'alice'],
        ['/inventory/HTTP-1', 'walt'],
        ['/operations/events', 'ada'],
        [`/orders/${order}`, 'bob'],
      ] as const) {
        const reply = await running.client.ask('GET', path, { as: user });
        assert.equal(reply.headers.get('cache-control'), 'private, no-store', path);
      }
      const stale = await running.client.ask('GET', `/orders/${order}`, { as: 'alice' });
      const etag = stale.headers.get('etag') ?? '';
      const probe = await running.client.ask('GET', `/orders/${order}`, { as: 'bob', headers: { 'If-None-Match': etag } });
      assert.equal(probe.status, 404);
    }));

  it('tell nothing of the software behind them', () =>
    withoutEffect(running, async () => {
      for (const path of ['/products', '/nothing', '/orders']) {
        const reply = await fetch(`${running.shop.gateway}/api/v1${path}`);
        const told = [...reply.headers].map(([name, value]) => `${name}: ${value}`).join('\n');
        assert.doesNotMatch(told, /express|node|x-powered-by|^server:/im);
        await reply.arrayBuffer();
      }
    }));
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));
