import assert from 'node:assert/strict';
import { it } from 'node:test';
import { realm } from '@shop/identity/realm.ts';
import { createServiceTokenSource, tokenEndpointOf } from '@shop/platform/auth/service-token.ts';
import { createTokenVerifier, DevelopmentTokenError, InvalidTokenError } from '@shop/platform/auth/verify-token.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { keycloakAdmin, passwordGrant, serviceGrant, tokenOf } from './testing/admin.ts';

const claimsOf = (token: unknown) =>
  JSON.parse(Buffer.from(String(token).split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;

describeOn('keycloak', 'the realm that Keycloak imported', ({ url }) => {
  const issuer = `${url}/realms/${realm.name}`;
  const admin = keycloakAdmin(url);
  const verifier = createTokenVerifier({ issuer, audience: realm.api, clock: systemClock });
  const signIn = (username: string) => passwordGrant(issuer, username, realm.password);
  const secretOf = async (clientId: string): Promise<string> => {
    const [client] = (await admin.ask('GET', `/${realm.name}/clients?clientId=${clientId}`)) as [{ id: string }];
    return ((await admin.ask('GET', `/${realm.name}/clients/${client.id}/client-secret`)) as { value: string }).value;
  };

  it('gives every user a token that is accepted, with the id and the role of the embedded provider', async () => {
    for (const user of realm.users) {
      const { access_token: token } = await signIn(user.username);
      const { sub, roles, client, clientId } = await verifier.verify(String(token));
      assert.deepEqual(
        { sub, roles, client, clientId },
        { sub: user.id, roles: user.roles, client: false, clientId: 'shop-cli' },
      );
    }
  });

  it('gives tokens the claims and the lifetimes of the embedded provider, and no name or address', async () => {
    const answer = await signIn('alice');
    const claims = claimsOf(answer['access_token']);
    assert.equal(claims['aud'], realm.api);
    assert.equal(claims['typ'], 'Bearer');
    assert.equal(claims['azp'], 'shop-cli');
    assert.equal(claims['development'], true);
    assert.deepEqual(claims['resource_access'], { [realm.api]: { roles: ['customer'] } });
    assert.deepEqual([claims['email'], claims['name'], claims['preferred_username']], [undefined, undefined, undefined]);
    assert.deepEqual([answer['expires_in'], answer['refresh_expires_in']], [realm.accessTokenSeconds, realm.refreshTokenSeconds]);
  });

  it('gives every service its own token, which speaks for the service by name', async () => {
    for (const { id } of realm.clients.filter(({ kind }) => kind === 'service')) {
      const source = createServiceTokenSource({
        tokenEndpoint: tokenEndpointOf(issuer),
        clientId: id,
        clientSecret: await secretOf(id),
        clock: systemClock,
      });
      const { sub, roles, client, clientId } = await verifier.verify(await source.token());
      assert.deepEqual({ sub, roles, client, clientId }, { sub: id, roles: ['service'], client: true, clientId: id });
    }
  });

  it('gives tokens that production refuses, of people and of services', async () => {
    const production = createTokenVerifier({ issuer, audience: realm.api, refuseDevelopment: true, clock: systemClock });
    const service = await serviceGrant(issuer, 'event-relay', await secretOf('event-relay'));
    for (const { access_token: token } of [await signIn('ada'), service]) {
      await assert.rejects(production.verify(String(token)), DevelopmentTokenError);
    }
  });

  it('gives ID tokens and refresh tokens that no service takes for access tokens', async () => {
    const answer = await signIn('ada');
    for (const kind of ['id_token', 'refresh_token']) {
      assert.equal(typeof answer[kind], 'string', kind);
      await assert.rejects(verifier.verify(String(answer[kind])), InvalidTokenError, kind);
    }
  });

  it('gives no token for a wrong password, a wrong secret, or by a flow that is not the client’s', async () => {
    const person = { username: 'alice', password: realm.password };
    const refused = [
      await passwordGrant(issuer, 'sam', 'shop-demo2'),
      await serviceGrant(issuer, 'event-relay', 'a guess'),
      await tokenOf(issuer, { grant_type: 'password', client_id: 'shop-web', ...person }),
      await tokenOf(issuer, { grant_type: 'client_credentials', client_id: 'shop-cli' }),
      await tokenOf(issuer, {
        grant_type: 'password',
        client_id: 'operations',
        client_secret: await secretOf('operations'),
        ...person,
      }),
    ];
    for (const answer of refused) {
      assert.ok(answer['status'] === 400 || answer['status'] === 401, String(answer['status']));
      assert.equal(answer['access_token'], undefined);
    }
  });

  it('signs people in on the web only with a proof key of SHA-256, and sends them back to known addresses alone', async () => {
    const [redirect = ''] = realm.webRedirectUris;
    const ask = (parameters: Record<string, string>) => {
      const query = new URLSearchParams({ client_id: 'shop-web', response_type: 'code', redirect_uri: redirect, ...parameters });
      return fetch(`${issuer}/protocol/openid-connect/auth?${query}`, { redirect: 'manual' });
    };
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    assert.equal((await ask({ code_challenge: challenge, code_challenge_method: 'S256' })).status, 200);
    for (const weak of [{}, { code_challenge: challenge, code_challenge_method: 'plain' }]) {
      const refused = await ask(weak);
      assert.match(String(refused.headers.get('location')), /error=invalid_request/);
    }
    const elsewhere = { code_challenge: challenge, code_challenge_method: 'S256', redirect_uri: 'http://evil.example/callback' };
    assert.equal((await ask(elsewhere)).status, 400);
  });
});
