import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { IssuerUnavailableError } from './errors.ts';
import { fetchJson } from './fetch-json.ts';

describe('asking the issuer for JSON', () => {
  const server = createServer((request, response) => {
    switch (request.url) {
      case '/good':
        return void response.writeHead(200).end('{"a":1}');
      case '/refused':
        return void response.writeHead(401).end('{"error":"invalid_client"}');
      case '/redirect':
        return void response.writeHead(302, { location: '/good' }).end();
      case '/huge':
        return void response.writeHead(200).end(JSON.stringify('x'.repeat(300_000)));
      default:
        return void response.writeHead(200).end('<html>');
    }
  });
  let base = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('tells the status and the body', async () => {
    assert.deepEqual(await fetchJson(`${base}/good`), { status: 200, body: { a: 1 } });
    assert.equal((await fetchJson(`${base}/refused`)).status, 401);
  });

  it('follows no redirect, reads no end of bytes, and takes nothing but JSON', async () => {
    for (const path of ['/redirect', '/huge', '/page']) {
      await assert.rejects(fetchJson(base + path), IssuerUnavailableError, path);
    }
    await assert.rejects(fetchJson('http://127.0.0.1:1/'), IssuerUnavailableError);
  });
});
