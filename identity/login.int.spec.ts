import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { createTokenVerifier, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { realm } from './realm.ts';
import { type IdentityProvider, startIdentityProvider } from './start.ts';
import { askForToken, claimsOf, createBrowser, nextOf } from './test-client.ts';

const clock = { now: Date.now, sleep: () => Promise.resolve() };
const [redirectUri = ''] = realm.webRedirectUris;
const codeVerifier = randomBytes(32).toString('base64url');
const challenge = createHash('sha256').update(codeVerifier).digest('base64url');

describe('signing in by authorization code with PKCE', () => {
  let idp: IdentityProvider;
  let verifier: TokenVerifier;
  before(async () => {
    idp = await startIdentityProvider({ host: '127.0.0.1', port: 0, dataFolder: null, clock, log: silentLog });
    verifier = createTokenVerifier({ issuer: idp.issuer, audience: 'shop-api', clock });
  });
  after(() => idp.close());

  const authorizeUrl = (changes: Readonly<Record<string, string | undefined>> = {}) => {
    const all = {
      client_id: 'shop-web',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid profile',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...changes,
    };
    const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return `${idp.issuer}/protocol/openid-connect/auth?${new URLSearchParams(given).toString()}`;
  };
  const form = (username: string, password: string): RequestInit => ({
    method: 'POST',
    body: new URLSearchParams({ username, password }),
  });
  const exchange = (code: string, changes: Readonly<Record<string, string>> = {}) =>
    askForToken(idp, {
      grant_type: 'authorization_code',
      client_id: 'shop-web',
      redirect_uri: redirectUri,
      code,
      code_verifier: codeVerifier,
      ...changes,
    });
  const signIn = async (browser = createBrowser()) => {
    const loginUrl = nextOf(await browser.open(authorizeUrl()));
    await browser.open(loginUrl);
    const back = nextOf(await browser.open(nextOf(await browser.open(loginUrl, form('alice', 'shop-demo')))));
    assert.ok(back.startsWith(redirectUri), back);
    return new URL(back).searchParams;
  };

  it('leads over the login page to tokens', async () => {
    const answer = await signIn();
    assert.equal(answer.get('state'), 'state-1');
    assert.equal(answer.get('iss'), idp.issuer);
    const { status, body } = await exchange(answer.get('code') ?? '');
    assert.equal(status, 200);
    const principal = await verifier.verify(String(body['access_token']));
    assert.deepEqual([principal.roles, principal.clientId], [['customer'], 'shop-web']);
    const id = claimsOf(body['id_token']);
    assert.deepEqual([id['aud'], id['nonce'], id['preferred_username']], ['shop-web', 'nonce-1', 'alice']);
    const fresh = await askForToken(idp, {
      grant_type: 'refresh_token',
      client_id: 'shop-web',
      refresh_token: String(body['refresh_token']),
    });
    assert.deepEqual((await verifier.verify(String(fresh.body['access_token']))).sub, principal.sub);
  });

  it('shows the page again for a wrong password, and gives nothing away in it', async () => {
    const browser = createBrowser();
    const loginUrl = nextOf(await browser.open(authorizeUrl()));
    const page = await browser.open(loginUrl);
    assert.match(page.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    const refused = await browser.open(loginUrl, form('"><script>alert(1)</script>', 'wrong'));
    assert.equal(refused.status, 401);
    const html = await refused.text();
    assert.match(html, /Wrong name or password/);
    assert.doesNotMatch(html, /<script>/);
    assert.doesNotMatch(html, /wrong/);
    assert.equal((await browser.open(loginUrl, form('alice', 'x'.repeat(10_000)))).status, 413);
  });

  it('remembers who is signed in until they sign out', async () => {
    const browser = createBrowser();
    await signIn(browser);
    assert.ok(nextOf(await browser.open(authorizeUrl())).startsWith(redirectUri));
    const question = await (await browser.open(`${idp.issuer}/protocol/openid-connect/logout`)).text();
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(question)?.[1] ?? '';
    const action = /action="([^"]+)"/.exec(question)?.[1] ?? '';
    await browser.open(action, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) });
    assert.match(nextOf(await browser.open(authorizeUrl())), /login-actions\/authenticate/);
  });

  it('refuses a code that is used twice, stolen without its verifier, or for another address', async () => {
    const code = (await signIn()).get('code') ?? '';
    const stolen = await exchange(code, { code_verifier: randomBytes(32).toString('base64url') });
    assert.equal(stolen.body['error'], 'invalid_grant');
    const other = (await signIn()).get('code') ?? '';
    assert.equal((await exchange(other, { redirect_uri: `${redirectUri}/x` })).body['error'], 'invalid_grant');
    const twice = (await signIn()).get('code') ?? '';
    assert.equal((await exchange(twice)).status, 200);
    assert.equal((await exchange(twice)).body['error'], 'invalid_grant');
  });

  it('refuses to begin without PKCE, with a plain challenge, another flow, another client or another address', async () => {
    for (const changes of [
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_challenge_method: 'plain' },
      { response_type: 'token' },
      { response_type: 'id_token token' },
    ]) {
      const back = new URL(nextOf(await createBrowser().open(authorizeUrl(changes))));
      assert.ok(back.href.startsWith(redirectUri));
      assert.match(back.search + back.hash, /error=(invalid_request|unsupported_response_type|unauthorized_client)/);
    }
    for (const changes of [{ redirect_uri: 'https://evil.example/' }, { client_id: 'stranger' }, { client_id: 'event-relay' }]) {
      const answer = await createBrowser().open(authorizeUrl(changes));
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('location'), null);
    }
  });

  it('refuses the login page to a browser that did not begin the sign-in', async () => {
    const loginUrl = nextOf(await createBrowser().open(authorizeUrl()));
    assert.equal((await createBrowser().open(loginUrl)).status, 400);
    assert.equal((await createBrowser().open(loginUrl, form('alice', 'shop-demo'))).status, 400);
  });
});
