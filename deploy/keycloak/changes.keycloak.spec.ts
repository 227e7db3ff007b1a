import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, it } from 'node:test';
import { realm } from '@shop/identity/realm.ts';
import { createTokenVerifier, InvalidTokenError, IssuerUnavailableError } from '@shop/platform/auth/verify-token.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { keycloakAdmin, passwordGrant } from './testing/admin.ts';
import { type Barrier, startBarrier } from './testing/barrier.ts';
import { createRealmCopy } from './testing/realm-copy.ts';

const cooldownMs = 30_000;
const maxKeyAgeMs = 600_000;

describeOn('keycloak', 'while Keycloak’s realm changes', ({ url }) => {
  const name = `shop-${randomUUID().slice(0, 8)}`;
  const issuer = `${url}/realms/${name}`;
  const jwks = `/realms/${name}/protocol/openid-connect/certs`;
  const admin = keycloakAdmin(url);
  let ahead = 0;
  const clock = { now: () => Date.now() + ahead, sleep: () => Promise.resolve() };
  const verifierBy = (jwksUri: string) =>
    createTokenVerifier({ issuer, audience: realm.api, jwksUri, clock, cooldownMs, maxKeyAgeMs });
  const tokenFor = async (username: string): Promise<string> => {
    const answer = await passwordGrant(issuer, username, realm.password);
    assert.equal(answer['status'], 200, JSON.stringify(answer));
    return String(answer['access_token']);
  };
  const kidOf = (token: string) =>
    (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string }).kid;
  const idOf = async (path: string): Promise<string> => {
    const [found] = (await admin.ask('GET', `/${name}${path}`)) as [{ id: string }];
    return found.id;
  };
  let keysMade = 0;
  /** The key of the highest priority signs from then on. */
  const addKey = () =>
    admin.ask('POST', `/${name}/components`, {
      name: randomUUID(),
      providerId: 'rsa-generated',
      providerType: 'org.keycloak.keys.KeyProvider',
      config: {
        priority: [String(1_000 + keysMade++)],
        algorithm: ['RS256'],
        keySize: ['2048'],
        enabled: ['true'],
        active: ['true'],
      },
    });
  const withdrawKey = async (kid: string) => {
    const { keys } = (await admin.ask('GET', `/${name}/keys`)) as { keys: readonly { kid: string; providerId: string }[] };
    await admin.ask('DELETE', `/${name}/components/${keys.find((key) => key.kid === kid)?.providerId}`);
  };

  let barrier: Barrier;
  before(async () => {
    await createRealmCopy(admin, name, randomUUID());
    barrier = await startBarrier(url);
  });
  after(async () => {
    await barrier.close();
    await admin.ask('DELETE', `/${name}`);
  });
  beforeEach(() => {
    ahead = 0;
    barrier.away(false);
  });

  it('a new signing key is found, the old one counts until it is withdrawn and no longer than the keys are kept', async () => {
    const verifier = verifierBy(url + jwks);
    const old = await tokenFor('alice');
    await verifier.verify(old);
    await addKey();
    const fresh = await tokenFor('alice');
    assert.notEqual(kidOf(fresh), kidOf(old));
    ahead += cooldownMs;
    assert.deepEqual((await verifier.verify(fresh)).roles, ['customer']);
    await verifier.verify(old);
    await withdrawKey(kidOf(old));
    ahead += maxKeyAgeMs;
    await assert.rejects(verifier.verify(old), InvalidTokenError);
    await verifier.verify(fresh);
  });

  it('tokens go on being verified by the keys at hand when Keycloak is away, but none by a key not seen yet', async () => {
    const verifier = verifierBy(barrier.url + jwks);
    await verifier.verify(await tokenFor('bob'));
    const second = await tokenFor('carol');
    await addKey();
    const unknown = await tokenFor('walt');
    assert.notEqual(kidOf(unknown), kidOf(second));
    barrier.away(true);
    ahead += maxKeyAgeMs;
    assert.deepEqual((await verifier.verify(second)).roles, ['catalog-manager']);
    await assert.rejects(verifier.verify(unknown), IssuerUnavailableError);
    barrier.away(false);
    ahead += cooldownMs;
    assert.deepEqual((await verifier.verify(unknown)).roles, ['warehouse']);
  });

  it('a user who is disabled gets no new token, neither by password nor by refresh', async () => {
    const before = await passwordGrant(issuer, 'sam', realm.password);
    const id = await idOf('/users?username=sam&exact=true');
    await admin.ask('PUT', `/${name}/users/${id}`, { enabled: false });
    assert.equal((await passwordGrant(issuer, 'sam', realm.password))['access_token'], undefined);
    const refreshed = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'shop-cli',
        refresh_token: String(before['refresh_token']),
      }),
    });
    assert.equal(refreshed.status, 400);
  });

  it('a token of a client without our audience is refused, whatever roles its user holds', async () => {
    const client = { clientId: 'stranger', publicClient: true, directAccessGrantsEnabled: true, fullScopeAllowed: false };
    await admin.ask('POST', `/${name}/clients`, { ...client, standardFlowEnabled: false });
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'stranger', username: 'ada', password: realm.password }),
    });
    const { access_token: token } = (await response.json()) as { access_token?: string };
    assert.equal(typeof token, 'string');
    await assert.rejects(verifierBy(url + jwks).verify(String(token)), InvalidTokenError);
  });

  it('a token of another realm of the same Keycloak is refused', async () => {
    const other = await passwordGrant(`${url}/realms/${realm.name}`, 'alice', realm.password);
    await assert.rejects(verifierBy(url + jwks).verify(String(other['access_token'])), InvalidTokenError);
  });

  it('a person who was granted the role of a service cannot carry it in a token', async () => {
    const user = await idOf('/users?username=alice&exact=true');
    const api = await idOf(`/clients?clientId=${realm.api}`);
    const role = await admin.ask('GET', `/${name}/clients/${api}/roles/service`);
    await admin.ask('POST', `/${name}/users/${user}/role-mappings/clients/${api}`, [role]);
    const { roles, client } = await verifierBy(url + jwks).verify(await tokenFor('alice'));
    assert.deepEqual([roles, client], [['customer'], false]);
  });
});
