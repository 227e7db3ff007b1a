import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createTokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { readClientSecret } from './secrets.ts';
import { type IdentityProvider, startIdentityProvider } from './start.ts';
import { askForToken } from './test-client.ts';

const clock = { now: Date.now, sleep: () => Promise.resolve() };

describe('a restart of the identity provider', () => {
  let folder = '';
  let running: IdentityProvider[] = [];
  const lines: string[] = [];
  const write = (message: string, fields?: unknown) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  const log: Log = {
    level: 'debug',
    enabled: () => true,
    debug: write,
    info: write,
    warn: write,
    error: write,
    child: () => log,
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'identity-'));
    running = [];
    lines.length = 0;
  });
  afterEach(async () => {
    await Promise.all(running.map((idp) => idp.close()));
    rmSync(folder, { recursive: true });
  });
  const start = async (port = 0) => {
    const idp = await startIdentityProvider({ host: '127.0.0.1', port, dataFolder: folder, clock, log });
    running.push(idp);
    return idp;
  };
  const file = () => join(folder, 'identity-secrets.json');

  it('leaves tokens and secrets good', async () => {
    const before = await start();
    const { body } = await askForToken(before, {
      grant_type: 'password',
      client_id: 'shop-cli',
      username: 'alice',
      password: 'shop-demo',
    });
    const secret = before.clientSecret('event-relay');
    await before.close();

    const again = await start(Number(new URL(before.issuer).port));
    const verifier = createTokenVerifier({ issuer: again.issuer, audience: 'shop-api', clock });
    await verifier.verify(String(body['access_token']));
    assert.equal(again.clientSecret('event-relay'), secret);
    assert.equal(readClientSecret(folder, 'event-relay'), secret);
    assert.throws(() => readClientSecret(folder, 'stranger'));
  });

  it('finds its secrets readable by their owner alone, each another, and no draft beside them', async () => {
    const idp = await start();
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder), ['identity-secrets.json']);
    assert.notEqual(idp.clientSecret('event-relay'), idp.clientSecret('operations'));
    chmodSync(file(), 0o644);
    await start();
    assert.equal(statSync(file()).mode & 0o777, 0o600);
  });

  it('makes the secret of a new client and keeps the others', async () => {
    const secret = (await start()).clientSecret('operations');
    const kept = JSON.parse(readFileSync(file(), 'utf8')) as { clientSecrets: Record<string, string> };
    delete kept.clientSecrets['event-relay'];
    writeFileSync(file(), JSON.stringify(kept));
    const idp = await start();
    assert.equal(idp.clientSecret('operations'), secret);
    assert.equal(readClientSecret(folder, 'event-relay'), idp.clientSecret('event-relay'));
  });

  it('stops at a file it cannot understand, changes nothing and tells nothing of it', async () => {
    for (const text of ['{"signingKeys":[{"d":"CANARY"', '{"clientSecrets":{"CANARY":1}}', '']) {
      writeFileSync(file(), text);
      await assert.rejects(start(), (error) => error instanceof Error && !String(error.stack).includes('CANARY'));
      assert.equal(readFileSync(file(), 'utf8'), text);
    }
  });

  it('writes no secret to its log', async () => {
    const idp = await start();
    const secret = idp.clientSecret('event-relay');
    await askForToken(idp, { grant_type: 'client_credentials' }, { id: 'event-relay', secret });
    await askForToken(idp, { grant_type: 'client_credentials' }, { id: 'operations', secret });
    await askForToken(idp, { grant_type: 'password', client_id: 'shop-cli', username: 'alice', password: 'CANARY' });
    assert.ok(lines.length > 0);
    assert.doesNotMatch(lines.join('\n'), new RegExp(`${secret}|CANARY|shop-demo`));
  });
});
