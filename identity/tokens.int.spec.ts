import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createServiceTokenSource } from '@shop/platform/auth/service-token.ts';
import { createTokenVerifier, InvalidTokenError, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { realm } from './realm.ts';
import { DevelopmentRealmError, type IdentityProvider, startIdentityProvider } from './start.ts';
import { askForToken, claimsOf } from './test-client.ts';

const clock = { now: Date.now, sleep: () => Promise.resolve() };
const options = { host: '127.0.0.1', port: 0, dataFolder: null, clock, log: silentLog };

describe('the identity provider’s tokens', () => {
  let idp: IdentityProvider;
  let verifier: TokenVerifier;
  before(async () => {
    idp = await startIdentityProvider(options);
    verifier = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', clock });
  });
  after(() => idp.close());

  const password = (username: string, secret = 'shop-demo', more: Readonly<Record<string, string>> = {}) =>
    askForToken(idp, { grant_type: 'password', client_id: 'shop-cli', username, password: secret, ...more });

  it('are described by discovery below an issuer of Keycloak’s shape', async () => {
    assert.match(idp.issuer, /^http:\/\/127\.0\.0\.1:\d+\/realms\/shop$/);
    const response = await fetch(`${idp.issuer}/.well-known/openid-configuration`, { headers: { host: 'evil.example' } });
    const found = (await response.json()) as Record<string, unknown>;
    const endpoint = (name: string) => `${idp.issuer}/protocol/openid-connect/${name}`;
    assert.equal(found['issuer'], idp.issuer);
    assert.equal(found['token_endpoint'], endpoint('token'));
    assert.equal(found['jwks_uri'], endpoint('certs'));
    assert.equal(found['jwks_uri'], idp.jwksUri);
    assert.equal(found['authorization_endpoint'], endpoint('auth'));
    assert.equal(found['userinfo_endpoint'], endpoint('userinfo'));
    assert.equal(found['end_session_endpoint'], endpoint('logout'));
    assert.deepEqual(found['code_challenge_methods_supported'], ['S256']);
    assert.equal(found['registration_endpoint'], undefined);
  });

  it('are signed by a published key; the private half stays at home', async () => {
    const { keys } = (await (await fetch(idp.jwksUri)).json()) as { keys: Record<string, unknown>[] };
    assert.deepEqual(Object.keys(keys[0] ?? {}).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  });

  it('are given for a password to every user, with their role, and pass verification', async () => {
    for (const user of realm.users) {
      const { status, body } = await password(user.username);
      assert.equal(status, 200);
      assert.equal(body['expires_in'], 1_800);
      const principal = await verifier.verify(String(body['access_token']));
      assert.deepEqual(
        [principal.sub, principal.roles, principal.client, principal.clientId],
        [user.id, user.roles, false, 'shop-cli'],
      );
    }
  });

  it('carry the claims Keycloak’s would', async () => {
    const claims = claimsOf((await password('alice')).body['access_token']);
    assert.equal(claims['aud'], 'shop-api');
    assert.equal(claims['azp'], 'shop-cli');
    assert.equal(claims['iss'], idp.issuer);
    assert.equal(claims['typ'], 'Bearer');
    assert.equal(claims['preferred_username'], 'alice');
    assert.deepEqual(claims['resource_access'], { 'shop-api': { roles: ['customer'] } });
    assert.equal(claims['development'], true);
    assert.equal(Number(claims['exp']) - Number(claims['iat']), 1_800);
  });

  it('are refused with a wrong password or name, in the same words', async () => {
    const wrong = await password('alice', 'shop-demo2');
    assert.equal(wrong.status, 400);
    assert.equal(wrong.body['error'], 'invalid_grant');
    assert.deepEqual(await password('nobody'), wrong);
    assert.equal((await askForToken(idp, { grant_type: 'password', client_id: 'shop-cli' })).body['error'], 'invalid_request');
  });

  it('are refreshed; a refresh token is good once and is no access token', async () => {
    const { body } = await password('carol');
    const refresh = (token: unknown) =>
      askForToken(idp, { grant_type: 'refresh_token', client_id: 'shop-cli', refresh_token: String(token) });
    const fresh = await refresh(body['refresh_token']);
    assert.equal(fresh.status, 200);
    assert.deepEqual((await verifier.verify(String(fresh.body['access_token']))).roles, ['catalog-manager']);
    await assert.rejects(verifier.verify(String(fresh.body['refresh_token'])), InvalidTokenError);
    await assert.rejects(verifier.verify(String(fresh.body['id_token'])), InvalidTokenError);
    assert.equal((await refresh(body['refresh_token'])).body['error'], 'invalid_grant');
  });

  it('are given to every service for its secret, with the role service', async () => {
    for (const { id } of realm.clients.filter(({ kind }) => kind === 'service')) {
      const source = createServiceTokenSource({
        tokenEndpoint: idp.tokenEndpoint,
        clientId: id,
        clientSecret: idp.clientSecret(id),
        clock,
      });
      const principal = await verifier.verify(await source.token());
      assert.deepEqual([principal.clientId, principal.roles, principal.client], [id, ['service'], true]);
    }
  });

  it('are refused to unknown clients, wrong secrets and grants a client does not have', async () => {
    const relay = { id: 'event-relay', secret: idp.clientSecret('event-relay') };
    const grant = { grant_type: 'client_credentials' };
    const refusals = [
      await askForToken(idp, grant, { ...relay, secret: `${relay.secret}x` }),
      await askForToken(idp, grant, { ...relay, id: 'operations' }),
      await askForToken(idp, grant, { ...relay, id: 'stranger' }),
      await askForToken(idp, { ...grant, client_id: 'event-relay' }),
      await askForToken(idp, { grant_type: 'password', client_id: 'stranger', username: 'alice', password: 'shop-demo' }),
    ];
    for (const { status, body } of refusals) assert.deepEqual([status, body['error']], [401, 'invalid_client']);
    const misplaced = [
      await askForToken(idp, { ...grant, client_id: 'shop-cli' }),
      await askForToken(idp, { grant_type: 'password', username: 'alice', password: 'shop-demo' }, relay),
      await askForToken(idp, { grant_type: 'password', client_id: 'shop-web', username: 'alice', password: 'shop-demo' }),
    ];
    for (const { status } of misplaced) assert.equal(status, 400);
    assert.throws(() => idp.clientSecret('shop-cli'));
  });

  it('ask for nothing more by a scope or resource of one’s own', async () => {
    const { body } = await password('bob', 'shop-demo', { scope: 'openid admin', resource: 'urn:other' });
    assert.deepEqual((await verifier.verify(String(body['access_token']))).roles, ['customer']);
    assert.equal(claimsOf(body['access_token'])['aud'], 'shop-api');
  });

  it('tell at the userinfo endpoint who bears them', async () => {
    const url = `${idp.issuer}/protocol/openid-connect/userinfo`;
    const { body } = await password('walt');
    const good = await fetch(url, { headers: { authorization: `Bearer ${String(body['access_token'])}` } });
    assert.equal(((await good.json()) as Record<string, unknown>)['preferred_username'], 'walt');
    for (const headers of [{}, { authorization: 'Bearer x.y.z' }, { authorization: 'Basic YTpi' }]) {
      assert.equal((await fetch(url, { headers })).status, 401);
    }
  });

  it('are not given outside the realm’s path', async () => {
    const root = new URL(idp.issuer).origin;
    for (const path of ['/', '/protocol/openid-connect/token', '/realms/master/protocol/openid-connect/token', '/realms/shop']) {
      assert.equal((await fetch(root + path, { method: 'POST' })).status, 404);
    }
  });

  it('are never made in production', () =>
    assert.rejects(startIdentityProvider({ ...options, production: true }), DevelopmentRealmError));
});
