import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { JWK } from 'jose';
import { startTestIssuer, testKey, type TestIssuer, type TestKey } from './test-issuer.ts';
import { createTokenVerifier, InvalidTokenError, IssuerUnavailableError, type TokenVerifier } from './verify-token.ts';

const start = Date.UTC(2026, 0, 5, 9);
let now = start;
const clock = { now: () => now, sleep: () => Promise.resolve() };

describe('the issuer’s keys', () => {
  let idp: TestIssuer;
  let other: TestKey;
  let verifier: TokenVerifier;
  let fetchedBefore = 0;
  before(async () => {
    idp = await startTestIssuer(clock);
    other = await testKey('key-2');
  });
  after(() => idp.close());
  beforeEach(() => {
    now = start;
    idp.fail(false);
    idp.publish(idp.key);
    fetchedBefore = idp.fetches();
    verifier = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', jwksUri: idp.jwksUri, clock });
  });
  const fetches = () => idp.fetches() - fetchedBefore;
  const invalid = (promise: Promise<unknown>) => assert.rejects(promise, InvalidTokenError);
  const unavailable = (promise: Promise<unknown>) => assert.rejects(promise, IssuerUnavailableError);

  it('are fetched once for many tokens, also when they come together', async () => {
    const tokens = await Promise.all(['a', 'b', 'c'].map((sub) => idp.token({ claims: { sub } })));
    await Promise.all(tokens.map((token) => verifier.verify(token)));
    assert.equal(fetches(), 1);
  });

  it('are fetched at most once per cool-down for a thousand unknown key ids', async () => {
    const [, body, signature] = (await idp.token()).split('.');
    const forged = (kid: unknown) =>
      `${Buffer.from(JSON.stringify({ alg: 'RS256', typ: 'JWT', kid })).toString('base64url')}.${body}.${signature}`;
    for (let n = 0; n < 1_000; n++) await invalid(verifier.verify(forged(`unknown-${n}`)));
    assert.equal(fetches(), 1);
    now += 30_000;
    for (let n = 0; n < 1_000; n++) await invalid(verifier.verify(forged(`unknown-${n}`)));
    assert.equal(fetches(), 2);
  });

  it('are only compared with a key id: paths, other types and none at all are unknown', async () => {
    for (const kid of ['../../x', '__proto__', 'constructor', '', 7, ['key-1'], { kid: 'key-1' }, null, undefined]) {
      await invalid(verifier.verify(await idp.token({ header: { kid } })));
    }
  });

  it('never come from the token: jku, x5u, x5c and an embedded jwk are ignored', async () => {
    const attacker = await startTestIssuer(clock);
    const header = {
      kid: 'key-1',
      jku: attacker.jwksUri,
      x5u: attacker.jwksUri,
      x5c: ['AAAA'],
      jwk: attacker.key.publicJwk,
    };
    try {
      await invalid(verifier.verify(await attacker.token({ header, claims: { iss: idp.issuer } })));
      await invalid(verifier.verify(await attacker.token({ header: { ...header, kid: 'theirs' }, claims: { iss: idp.issuer } })));
      assert.equal(attacker.fetches(), 0);
    } finally {
      await attacker.close();
    }
  });

  it('rotate: a new key is found, and what a withdrawn one signed ends, remembered tokens too', async () => {
    const old = await idp.token();
    await verifier.verify(old);
    idp.publish(other, idp.key);
    now += 30_000;
    await verifier.verify(await idp.token({ key: other }));
    await verifier.verify(old);
    idp.publish(other);
    now += 600_000;
    await verifier.verify(await idp.token({ key: other }));
    await invalid(verifier.verify(old));
  });

  it('do not serve for another algorithm or use than their own, nor when they are weak', async () => {
    const refusedWhenPublished = async (changes: JWK, token: string) => {
      idp.publish({ ...idp.key, publicJwk: { ...idp.key.publicJwk, ...changes } });
      const fresh = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', jwksUri: idp.jwksUri, clock });
      await invalid(fresh.verify(token));
    };
    await refusedWhenPublished({ alg: 'PS256' }, await idp.token());
    await refusedWhenPublished({ use: 'enc' }, await idp.token());

    const weak = generateKeyPairSync('rsa', { modulusLength: 1_024 });
    const [head, body] = (await idp.token()).split('.');
    const signature = sign('sha256', Buffer.from(`${head}.${body}`), weak.privateKey).toString('base64url');
    await refusedWhenPublished(weak.publicKey.export({ format: 'jwk' }) as JWK, `${head}.${body}.${signature}`);
  });

  it('unreachable at the start: neither accepted nor refused, and asked again after a second', async () => {
    idp.fail(true);
    const token = await idp.token();
    await unavailable(verifier.verify(token));
    idp.fail(false);
    await unavailable(verifier.verify(token));
    now += 1_000;
    await verifier.verify(token);
  });

  it('unreachable later: known keys stay in force', async () => {
    await verifier.verify(await idp.token());
    idp.fail(true);
    now += 700_000;
    await verifier.verify(await idp.token({ claims: { sub: 'bob' } }));
    await unavailable(verifier.verify(await idp.token({ key: other })));
  });

  it('are found by discovery, which must name the same issuer', async () => {
    const discovering = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', clock });
    await discovering.verify(await idp.token());
    const misnamed = createTokenVerifier({ issuer: `${idp.issuer}/x`, audience: 'shop-api', clock });
    await unavailable(misnamed.verify(await idp.token()));
  });

  it('a verified token is remembered until it expires, in bounded memory', async () => {
    const token = await idp.token();
    const first = await verifier.verify(token);
    assert.equal(await verifier.verify(token), first);
    now += 1_806_000;
    await invalid(verifier.verify(token));

    now = start;
    const small = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', jwksUri: idp.jwksUri, clock, cacheSize: 1 });
    const a = await small.verify(token);
    await small.verify(await idp.token({ claims: { sub: 'bob' } }));
    assert.notEqual(await small.verify(token), a);
  });
});
