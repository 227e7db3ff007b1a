import assert from 'node:assert/strict';
import { createHmac, createPublicKey } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { problemOf, startWorld, type World } from '../testing/world.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('tokens at the gateway', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const orders = (headers: Record<string, string> = {}, query = '') => fetch(`${world.url}/api/v1/orders${query}`, { headers });
  const product = (headers: Record<string, string> = {}) => fetch(`${world.url}/api/v1/products/p1`, { headers });
  const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

  const refused = async (token: string): Promise<void> => {
    const before = world.arrived();
    for (const answer of [await orders(bearer(token)), await product(bearer(token))]) {
      assert.equal(answer.status, 401);
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer realm="shop", error="invalid_token"$/);
      assert.equal((await problemOf(answer)).type, '/problems/unauthorized');
    }
    assert.equal(world.arrived(), before);
  };

  it('a good one is passed on as it came', async () => {
    const headers = await world.as('customer');
    assert.equal((await orders(headers)).status, 200);
    assert.equal(world.service('order-queries').seen.at(-1)?.headers['authorization'], headers.Authorization);
  });

  it('none is needed on public routes', async () => assert.equal((await product()).status, 200));

  it('none where one is needed is a 401 with a challenge that names no error', async () => {
    const answer = await orders();
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="shop"');
    assert.equal((await problemOf(answer)).status, 401);
  });

  it('in the query string counts for nothing', async () => {
    const { Authorization } = await world.as('admin');
    assert.equal((await orders({}, `?access_token=${Authorization.slice(7)}`)).status, 401);
  });

  const claims = {
    sub: 'alice',
    aud: 'shop-api',
    exp: 4_102_444_800,
    typ: 'Bearer',
    resource_access: { 'shop-api': { roles: ['admin'] } },
  };

  it('alg none is refused', async () => {
    const payload = encode({ ...claims, iss: world.issuer.issuer });
    for (const alg of ['none', 'None', 'NONE']) await refused(`${encode({ alg, typ: 'JWT', kid: 'key-1' })}.${payload}.`);
  });

  it('HS256 signed with the public key is refused, as PEM and as bare base64', async () => {
    const pem = createPublicKey({ key: world.issuer.key.publicJwk, format: 'jwk' })
      .export({ type: 'spki', format: 'pem' })
      .toString();
    const signed = `${encode({ alg: 'HS256', typ: 'JWT', kid: 'key-1' })}.${encode({ ...claims, iss: world.issuer.issuer })}`;
    for (const key of [pem, pem.replaceAll(/-----.*-----|\s/g, '')]) {
      await refused(`${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`);
    }
  });

  it('an edited payload is refused', async () => {
    const [head, , signature] = (await world.issuer.token()).split('.');
    await refused(`${head}.${encode({ ...claims, iss: world.issuer.issuer })}.${signature}`);
  });

  const seconds = () => Math.floor(Date.now() / 1_000);
  const bad: readonly [string, () => Readonly<Record<string, unknown>>][] = [
    ['expired', () => ({ exp: seconds() - 60 })],
    ['without expiry', () => ({ exp: undefined })],
    ['not valid yet', () => ({ nbf: seconds() + 60 })],
    ['of another issuer', () => ({ iss: 'https://elsewhere.example/realms/shop' })],
    ['of the issuer with a slash behind', () => ({ iss: `${world.issuer.issuer}/` })],
    ['for nobody', () => ({ aud: undefined })],
    ['for another audience', () => ({ aud: 'account' })],
    ['that is an ID token', () => ({ typ: 'ID' })],
    ['that is a refresh token', () => ({ typ: 'Refresh' })],
  ];
  for (const [what, changes] of bad) {
    it(`one ${what} is refused`, async () => refused(await world.issuer.token({ claims: changes() })));
  }

  it('a role of another client is no role here', async () => {
    const token = await world.issuer.token({ claims: { resource_access: { account: { roles: ['admin'] } } } });
    assert.equal((await orders(bearer(token))).status, 403);
  });

  it('a customer’s is refused for staff (403) before anything is asked', async () => {
    const before = world.arrived();
    const answer = await fetch(`${world.url}/api/v1/inventory`, { headers: await world.as('customer') });
    assert.equal(answer.status, 403);
    assert.equal((await problemOf(answer)).type, '/problems/forbidden');
    assert.equal(world.arrived(), before);
  });

  it('one too large for a header is a 431, and the gateway goes on', async () => {
    const answer = await orders(bearer('a'.repeat(100_000)));
    assert.equal(answer.status, 431);
    assert.equal((await problemOf(answer)).type, '/problems/headers-too-large');
    assert.equal((await product()).status, 200);
  });

  it('can be neither accepted nor refused while the issuer is away: 503', async () => {
    await using away = await startWorld();
    away.issuer.fail(true);
    const headers = await away.as('customer');
    const answer = await fetch(`${away.url}/api/v1/orders`, { headers });
    assert.equal(answer.status, 503);
    assert.ok(Number(answer.headers.get('retry-after')) > 0);
    assert.equal((await fetch(`${away.url}/api/v1/products`)).status, 200);
  });
});
