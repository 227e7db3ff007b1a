import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';

describe('the health check of a container', () => {
  let server: Server;
  let status = 200;
  let asked = '';
  before(async () => {
    server = createServer((request, response) => {
      asked = request.url ?? '';
      if (status > 0) response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const port = () => String((server.address() as AddressInfo).port);
  /** The exit code, by which a container engine knows. */
  const check = (environment: Readonly<Record<string, string>>) =>
    new Promise<number | null>((resolve) => {
      const child = spawn(process.execPath, [join(import.meta.dirname, 'health-check.mjs')], { env: environment });
      child.on('exit', resolve);
    });

  it('succeeds when the service is ready', async () => {
    status = 200;
    assert.equal(await check({ PORT: port() }), 0);
    assert.equal(asked, '/readyz');
  });

  it('asks the gateway on its management port', async () => {
    status = 200;
    assert.equal(await check({ PORT: '1', MANAGEMENT_PORT: port() }), 0);
  });

  it('fails while the service is not ready', async () => {
    status = 503;
    assert.equal(await check({ PORT: port() }), 1);
  });

  it('fails when nobody listens', async () => {
    assert.equal(await check({ PORT: '1' }), 1);
  });

  it('fails in time when the service does not answer', async () => {
    status = 0;
    assert.equal(await check({ PORT: port() }), 1);
  });
});
