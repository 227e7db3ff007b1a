import assert from 'node:assert/strict';
import { createHmac, KeyObject } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { startTestIssuer, testKey, type TestIssuer, type TokenChanges } from './test-issuer.ts';
import { createTokenVerifier, DevelopmentTokenError, InvalidTokenError, type TokenVerifier } from './verify-token.ts';

const start = Date.UTC(2026, 0, 5, 9);
let now = start;
const clock = { now: () => now, sleep: () => Promise.resolve() };

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('verifying an access token', () => {
  let idp: TestIssuer;
  let verifier: TokenVerifier;
  before(async () => {
    idp = await startTestIssuer(clock);
  });
  after(() => idp.close());
  beforeEach(() => {
    now = start;
    idp.publish(idp.key);
    verifier = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', jwksUri: idp.jwksUri, clock });
  });

  const accepted = async (changes?: TokenChanges) => verifier.verify(await idp.token(changes));
  const refused = async (token: string, message?: RegExp) => {
    await assert.rejects(verifier.verify(token), (error) => {
      assert.ok(error instanceof InvalidTokenError, String(error));
      if (message) assert.match(error.message, message);
      return true;
    });
  };
  const refusedWith = async (changes: TokenChanges, message?: RegExp) => refused(await idp.token(changes), message);

  it('accepts a good token and tells whom it speaks for', async () => {
    assert.deepEqual(await accepted(), {
      sub: 'alice',
      roles: ['customer'],
      client: false,
      clientId: 'shop-cli',
      expiresAt: start + 1_800_000,
    });
  });

  it('accepts an at+jwt (RFC 9068), several audiences, and every algorithm on the list', async () => {
    await accepted({ header: { typ: 'at+jwt' }, claims: { typ: undefined } });
    await accepted({ header: { typ: 'application/at+jwt' }, claims: { typ: undefined } });
    await accepted({ claims: { aud: ['account', 'shop-api'] } });
    const [ps, es] = [await testKey('ps', 'PS256'), await testKey('es', 'ES256')];
    idp.publish(idp.key, ps, es);
    verifier = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', clock });
    await accepted({ key: ps });
    await accepted({ key: es });
  });

  it('knows a service by its role', async () => {
    const principal = await accepted({
      claims: { azp: undefined, client_id: 'event-relay', resource_access: { 'shop-api': { roles: ['service'] } } },
    });
    assert.deepEqual([principal.client, principal.clientId], [true, 'event-relay']);
  });

  describe('refuses', () => {
    it('algorithm none', async () => {
      const [, body = ''] = (await idp.token()).split('.');
      for (const alg of ['none', 'None', 'NONE']) await refused(`${encode({ alg, typ: 'JWT', kid: 'key-1' })}.${body}.`);
    });

    it('HS256 signed with the public key, as PEM and as bare base64', async () => {
      const pem = KeyObject.from(await publicKey(idp))
        .export({ type: 'spki', format: 'pem' })
        .toString();
      const [, body = ''] = (await idp.token()).split('.');
      const bare = pem.replace(/-----[A-Z ]+-----|\s/g, '');
      for (const secret of [pem, pem.trim(), bare, Buffer.from(bare, 'base64')]) {
        const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${body}`;
        await refused(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`);
      }
    });

    it('an algorithm that is not the key’s own, and a real signature that is not on the list', async () => {
      await refusedWith({ key: { ...(await testKey('key-1', 'PS256')) } });
      const key = await testKey('rs512', 'RS512');
      idp.publish(idp.key, key);
      await refusedWith({ key });
    });

    it('an edited payload', async () => {
      const [head, body = '', signature] = (await idp.token()).split('.');
      const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
      await refused(`${head}.${encode({ ...claims, sub: 'bob' })}.${signature}`, /not valid/);
    });

    it('an expired one, one without expiry, one that is not valid yet, and one without subject', async () => {
      const seconds = start / 1_000;
      await refusedWith({ claims: { exp: seconds - 6 } }, /expired/);
      await accepted({ claims: { exp: seconds - 4 } });
      await refusedWith({ claims: { exp: undefined } });
      await refusedWith({ claims: { exp: `${seconds + 60}` } });
      await refusedWith({ claims: { nbf: seconds + 60 } });
      await accepted({ claims: { nbf: seconds + 4 } });
      await refusedWith({ claims: { sub: undefined } });
      await refusedWith({ claims: { sub: '' } });
    });

    it('another issuer: a trailing slash, another realm, none', async () => {
      for (const iss of [`${idp.issuer}/`, idp.issuer.replace('shop', 'other'), idp.issuer.toUpperCase(), undefined]) {
        await refusedWith({ claims: { iss } }, /not meant|not valid/);
      }
    });

    it('another audience or none', async () => {
      for (const aud of ['account', ['account'], 'shop-api2', [], undefined]) await refusedWith({ claims: { aud } });
    });

    it('ID tokens, refresh tokens, logout tokens and tokens of no type', async () => {
      await refusedWith({ claims: { typ: 'ID' } }, /not an access token/);
      await refusedWith({ claims: { typ: 'Refresh' } });
      await refusedWith({ claims: { typ: 'Offline' } });
      await refusedWith({ claims: { typ: undefined } });
      await refusedWith({ claims: { at_hash: 'x' } });
      await refusedWith({ header: { typ: undefined } });
      await refusedWith({ header: { typ: 'logout+jwt' } });
      await refusedWith({ header: { typ: 'at+jwt' }, claims: { typ: 'ID' } });
    });

    it('a token bound to a key, shown as a bearer token', () => refusedWith({ claims: { cnf: { jkt: 'x' } } }));

    it('a claim named twice', async () => {
      const good = await idp.token();
      const body = Buffer.from(good.split('.')[1] ?? '', 'base64url').toString();
      const twice = body.replace('{', '{"sub":"admin",');
      const header = { alg: 'RS256', kid: 'key-1', typ: 'JWT' };
      await refused(await signedBy(idp, header, Buffer.from(twice).toString('base64url')), /twice/);
    });

    it('a token of more than 8 KiB, before anything of it is read', async () => {
      await refused('a'.repeat(100 * 1024), /too long/);
      await refusedWith({ claims: { padding: 'x'.repeat(8 * 1024) } }, /too long/);
    });

    it('what is no token', async () => {
      for (const token of [
        '',
        '.',
        '..',
        'a.b.c',
        'a.b',
        '\u0000',
        `${'.'.repeat(4_000)}`,
        encode({}),
        `${encode({})}.${encode({})}.`,
      ]) {
        await refused(token);
      }
    });

    it('a critical header it does not know', async () => {
      const [, body = ''] = (await idp.token()).split('.');
      await refused(await signedBy(idp, { alg: 'RS256', kid: 'key-1', typ: 'JWT', crit: ['x'], x: 1 }, body));
    });
  });

  it('of a realm for development is refused where that is asked for, however it is marked, and nowhere else', async () => {
    const marked = await idp.token({ claims: { development: true } });
    await verifier.verify(marked);
    const production = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', refuseDevelopment: true, clock });
    for (const development of [true, 'true', 1, null]) {
      const token = await idp.token({ claims: { development } });
      await assert.rejects(production.verify(token), DevelopmentTokenError, String(development));
    }
    await production.verify(await idp.token());
    await production.verify(await idp.token({ claims: { development: false } }));
  });

  it('gives no roles but those of shop-api, and none it does not know', async () => {
    const rolesOf = async (access: unknown) => (await accepted({ claims: { resource_access: access } })).roles;
    assert.deepEqual(await rolesOf({ account: { roles: ['admin'] }, 'shop-web': { roles: ['admin'] } }), []);
    assert.deepEqual(await rolesOf({ 'shop-api': { roles: ['customer', 'root', 'ADMIN', 'admin ', 'customer'] } }), ['customer']);
    assert.deepEqual(await rolesOf(undefined), []);
    assert.deepEqual(
      (await accepted({ claims: { resource_access: {}, realm_access: { roles: ['admin'] }, roles: ['admin'] } })).roles,
      [],
    );
    await refusedWith({ claims: { resource_access: { 'shop-api': { roles: 'admin' } } } });
  });
});

async function publicKey(idp: TestIssuer) {
  return crypto.subtle.importKey('jwk', idp.key.publicJwk, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, true, ['verify']);
}

/** Signs what a signing library would refuse to make. */
async function signedBy(idp: TestIssuer, header: unknown, body: string): Promise<string> {
  const signed = `${encode(header)}.${body}`;
  const signature = await crypto.subtle.sign('RSASSA-PKCS1-v1_5', idp.key.privateKey, Buffer.from(signed));
  return `${signed}.${Buffer.from(signature).toString('base64url')}`;
}
