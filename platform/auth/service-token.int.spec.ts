import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { IssuerUnavailableError } from './errors.ts';
import { createServiceTokenSource, type ServiceTokenSource, tokenEndpointOf } from './service-token.ts';

let now = 0;
const clock = { now: () => now, sleep: () => Promise.resolve() };

describe('a service’s own token', () => {
  const requests: { readonly url: string | undefined; readonly authorization: string | undefined; readonly body: string }[] = [];
  let status = 200;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push({ url: request.url, authorization: request.headers.authorization, body });
    const answer = status === 200 ? { access_token: `token-${requests.length}`, expires_in: 300 } : { error: 'invalid_client' };
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  let source: ServiceTokenSource;
  before(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    now = 0;
    status = 200;
    requests.length = 0;
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/shop`;
    source = createServiceTokenSource({
      tokenEndpoint: tokenEndpointOf(issuer),
      clientId: 'event-relay',
      clientSecret: 's:e/c%ret',
      clock,
    });
  });

  it('is asked for by client credentials', async () => {
    await source.token();
    const basic = Buffer.from('event-relay:s%3Ae%2Fc%25ret').toString('base64');
    assert.deepEqual(requests, [
      {
        url: '/realms/shop/protocol/openid-connect/token',
        authorization: `Basic ${basic}`,
        body: 'grant_type=client_credentials',
      },
    ]);
  });

  it('is kept until shortly before it ends, and asked for once when many want it', async () => {
    assert.deepEqual(await Promise.all([source.token(), source.token()]), ['token-1', 'token-1']);
    now = 269_999;
    assert.equal(await source.token(), 'token-1');
    now = 270_000;
    assert.equal(await source.token(), 'token-2');
  });

  it('is asked for anew once it was refused', async () => {
    await source.token();
    source.invalidate();
    assert.equal(await source.token(), 'token-2');
  });

  it('cannot be had: the error names no secret, and the next call tries again', async () => {
    status = 401;
    await assert.rejects(source.token(), (error) => error instanceof IssuerUnavailableError && !error.message.includes('ret'));
    status = 200;
    assert.equal(await source.token(), 'token-2');
  });
});
