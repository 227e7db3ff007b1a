import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { moneySchema, uuidSchema } from '@shop/shared-events';
import { z } from 'zod';
import { commandAnswerSchema } from './answers.ts';
import { limitParameter } from './query-parameters.ts';
import { notFound } from './problem.ts';
import { defineRoute } from './route.ts';
import { type TestService, testService } from './testing.ts';

const thing = z.strictObject({ name: z.string().min(1), price: moneySchema.optional() });
const id = '0190a0a0-0000-7000-8000-000000000001';
const seen: { commandId: string; key: string | undefined; bodyHash: string | undefined; correlationId: string }[] = [];

const routes = [
  defineRoute({
    method: 'POST',
    path: '/things',
    operationId: 'createThing',
    summary: 'Makes a thing',
    tag: 'Things',
    access: ['catalog-manager'],
    body: thing,
    example: { name: 'lamp' },
    responses: { 201: commandAnswerSchema },
    problems: { 'name-taken': 409 },
    handle(request) {
      const cause = request.cause();
      seen.push({
        commandId: cause.commandId,
        key: cause.idempotency?.key,
        bodyHash: cause.idempotency?.bodyHash,
        correlationId: cause.correlationId,
      });
      return { status: 201, body: { id: 'x', revision: 0, status: 'made' }, headers: { Location: '/api/v1/things/x' } };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/things/:thingId',
    operationId: 'getThing',
    summary: 'One thing',
    tag: 'things',
    access: 'public',
    params: z.strictObject({ thingId: uuidSchema }),
    responses: { 200: z.strictObject({ name: z.string() }) },
    handle: (request) => {
      if (request.params.thingId !== id) throw notFound('thing');
      return { status: 200, body: { name: 'lantern' }, representationOf: 17, publiclyCacheable: true };
    },
  }),
  defineRoute({
    method: 'GET',
    path: '/things',
    operationId: 'listThings',
    summary: 'Things',
    tag: 'things',
    access: ['support'],
    query: z.strictObject({ limit: limitParameter }),
    responses: { 200: z.strictObject({ limit: z.int() }) },
    handle: (request) => ({ status: 200, body: { limit: request.query.limit } }),
  }),
  defineRoute({
    method: 'PUT',
    path: '/things/:thingId/fault',
    operationId: 'fault',
    summary: 'Fails',
    tag: 'things',
    access: ['support'],
    params: z.strictObject({ thingId: uuidSchema }),
    responses: { 200: null, 202: null },
    handle: () => {
      throw new Error('secret inner message');
    },
  }),
  defineRoute({
    method: 'POST',
    path: '/internal/things',
    operationId: 'internalThing',
    summary: 'For services',
    tag: 'internal',
    access: 'internal',
    responses: { 200: null },
    handle: () => ({ status: 200 }),
  }),
];

let service: TestService;
before(async () => {
  service = await testService(routes);
});
after(() => service[Symbol.asyncDispose]());

const carol = { as: 'catalog-manager~carol' };
const sam = { as: 'support~sam' };

test('a route answers with its body, and with the correlation id it was given', async () => {
  const answer = await service.call('POST', '/things', {
    ...carol,
    body: { name: 'lamp' },
    headers: { 'X-Correlation-Id': 'order.1' },
  });
  assert.equal(answer.status, 201);
  assert.deepEqual(answer.body, { id: 'x', revision: 0, status: 'made' });
  assert.equal(answer.headers.get('x-correlation-id'), 'order.1');
  assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  assert.equal(seen.at(-1)?.correlationId, 'order.1');
});

test('a correlation id of another form is replaced', async () => {
  const answer = await service.call('GET', `/things/${id}`, { headers: { 'X-Correlation-Id': 'a b' } });
  assert.match(answer.headers.get('x-correlation-id') ?? '', /^[0-9a-f-]{36}$/);
});

test('an unknown path is a 404 without a token, a wrong method a 405 with Allow', async () => {
  assert.equal((await service.call('GET', '/nothing')).status, 404);
  const wrong = await service.call('DELETE', '/things');
  assert.equal(wrong.status, 405);
  assert.deepEqual(wrong.headers.get('allow')?.split(', ').sort(), ['GET', 'HEAD', 'POST']);
});

test('letter case and a trailing slash make another path', async () => {
  assert.equal((await service.call('GET', '/Things', sam)).status, 404);
  assert.equal((await service.call('GET', '/things/', sam)).status, 404);
});

test('what is wrong first in the order of the contract answers first', async () => {
  const bad = { body: '{', headers: { 'Content-Type': 'text/plain' } };
  assert.equal((await service.call('POST', '/things', bad)).status, 401);
  assert.equal((await service.call('POST', '/things', { ...bad, as: 'nobody~x' })).status, 401);
  assert.equal((await service.call('POST', '/things', { ...bad, ...sam })).status, 403);
  assert.equal((await service.call('POST', '/things', { ...carol, body: 'x'.repeat(1024 * 1024 + 1), key: null })).status, 413);
  assert.equal((await service.call('POST', '/things', { ...carol, ...bad, key: null })).status, 415);
  assert.equal((await service.call('POST', '/things', { ...carol, body: '{', key: null })).body.type, '/problems/malformed-json');
  const noKey = await service.call('POST', '/things', { ...carol, body: {}, key: null });
  assert.deepEqual([noKey.status, noKey.body.type], [400, '/problems/idempotency-key-missing']);
  const invalid = await service.call('POST', '/things', { ...carol, body: {} });
  assert.equal(invalid.status, 422);
});

test('admin may do what any role may; a bad token is a 401 on public routes too', async () => {
  assert.equal((await service.call('GET', '/things', { as: 'admin~ada' })).status, 200);
  assert.equal((await service.call('GET', `/things/${id}`, { headers: { Authorization: 'Bearer x' } })).status, 401);
  assert.equal((await service.call('GET', `/things/${id}`)).status, 200);
});

test('internal routes are for services alone', async () => {
  assert.equal((await service.call('POST', '/internal/things', { as: 'admin~ada' })).status, 403);
  assert.equal((await service.call('POST', '/internal/things', { as: 'service~relay' })).status, 200);
});

test('a validation problem points at everything that is wrong, unknown fields included', async () => {
  const answer = await service.call('POST', '/things', {
    ...carol,
    body: { name: '', price: { amount: -1, currency: 'gbp' }, 'a/b': 1, __proto__x: 2 },
  });
  assert.equal(answer.headers.get('content-type'), 'application/problem+json');
  const pointers = answer.body.errors.map((entry: { pointer: string }) => entry.pointer).sort();
  assert.deepEqual(pointers, ['/__proto__x', '/a~1b', '/name', '/price/amount', '/price/currency']);
  for (const member of ['type', 'title', 'status', 'detail', 'instance', 'traceId', 'correlationId'])
    assert.ok(member in answer.body, member);
});

test('a validation problem tells the first hundred wrong things: its length is not for the client to choose', async () => {
  const names = Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":0`).join(',');
  const answer = await service.call('POST', '/things', { ...carol, body: `{"name":"x",${names}}` });
  assert.deepEqual([answer.status, answer.body.errors.length], [422, 100]);
});

test('numbers that are not whole, not numbers or not finite are refused', async () => {
  for (const amount of ['1.5', '"1"', '1e309', '9007199254740992', '-1', 'null']) {
    const answer = await service.call('POST', '/things', {
      ...carol,
      body: `{"name":"x","price":{"amount":${amount},"currency":"GBP"}}`,
    });
    assert.deepEqual([amount, answer.status], [amount, 422]);
  }
});

test('text that cannot be stored is refused where it stands', async () => {
  const nul = await service.call('POST', '/things', { ...carol, body: '{"name":"a\\u0000"}' });
  assert.deepEqual([nul.status, nul.body.errors[0].pointer], [422, '/name']);
  assert.equal((await service.call('POST', '/things', { ...carol, body: '{"name":"\\ud800"}' })).status, 422);
  assert.equal((await service.call('POST', '/things', { ...carol, body: '{"name":"\\ud83d\\ude00"}' })).status, 201);
});

test('a body that is nested without end is refused and the service lives', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  assert.equal((await service.call('POST', '/things', { ...carol, body: deep })).status, 422);
  assert.equal((await service.call('POST', '/things', { ...carol, body: `{"name":"\\u0041${'"'},"x":${deep}}` })).status, 422);
  assert.equal((await service.call('GET', `/things/${id}`)).status, 200);
});

test('query parameters are known, single and in range', async () => {
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'limit=1&limit=2', 'a[b]=c', 'limit=1%00']) {
    const answer = await service.call('GET', `/things?${query}`, sam);
    assert.deepEqual([query, answer.status], [query, 422]);
    assert.ok(answer.body.errors[0].parameter);
  }
  assert.deepEqual((await service.call('GET', '/things', sam)).body, { limit: 20 });
});

test('a malformed id in a path is a 404', async () => {
  assert.equal((await service.call('GET', '/things/x:*')).status, 404);
  assert.equal((await service.call('GET', '/things/%E0%A4%A')).status, 404);
});

test('the entity tag is strong, and If-None-Match in weak form still gives 304', async () => {
  const first = await service.call('GET', `/things/${id}`);
  const tag = first.headers.get('etag') ?? '';
  assert.match(tag, /^"17\.[A-Za-z0-9_-]+"$/);
  for (const header of [tag, `W/${tag}`, `"x", ${tag}`, '*']) {
    const again = await service.call('GET', `/things/${id}`, { headers: { 'If-None-Match': header } });
    assert.deepEqual([again.status, again.headers.get('etag')], [304, tag]);
  }
});

test('only what was asked for without token and Consistency-Token may be kept by shared caches', async () => {
  const open = await service.call('GET', `/things/${id}`);
  assert.match(open.headers.get('cache-control') ?? '', /^public, max-age=30/);
  assert.equal(open.headers.get('vary'), 'Authorization, Consistency-Token');
  const own = await service.call('GET', `/things/${id}`, sam);
  assert.equal(own.headers.get('cache-control'), 'private, no-store');
  const after = await service.call('GET', `/things/${id}`, { headers: { 'Consistency-Token': 'product-1@2' } });
  assert.equal(after.headers.get('cache-control'), 'private, no-store');
});

test('malformed conditional and consistency headers are a 400', async () => {
  const faulty = await service.call('PUT', `/things/${id}/fault`, { ...sam, headers: { 'If-Match': '17' } });
  assert.equal(faulty.status, 400);
  assert.equal((await service.call('GET', `/things/${id}`, { headers: { 'Consistency-Token': 'x' } })).status, 400);
});

test('an inner error is a 500 that tells nothing and is reported', async () => {
  const answer = await service.call('PUT', `/things/${id}/fault`, sam);
  assert.equal(answer.status, 500);
  assert.ok(!JSON.stringify(answer.body).includes('secret'));
  assert.match(String(service.reports.at(-1)?.error), /secret inner message/);
});

test('the same subject, path and key is the same command; another subject, body or key is not', async () => {
  const post = (as: string, key: string, body: unknown) => service.call('POST', '/things', { as, key, body });
  await post('catalog-manager~carol', 'k1', { name: 'a', price: { amount: 1, currency: 'GBP' } });
  await post('catalog-manager~carol', 'k1', { price: { currency: 'GBP', amount: 1 }, name: 'a' });
  await post('catalog-manager~cleo', 'k1', { name: 'a' });
  await post('catalog-manager~carol', 'k2', { name: 'a' });
  const [first, same, other, next] = seen.slice(-4);
  assert.deepEqual(first, { ...same, correlationId: first?.correlationId });
  assert.notEqual(first?.commandId, other?.commandId);
  assert.notEqual(first?.commandId, next?.commandId);
  assert.ok(!JSON.stringify(seen).includes('k1'));
});

test('an Idempotency-Key that is too long or not plain text is a 400', async () => {
  for (const key of ['k'.repeat(256), '\u00e9']) {
    assert.equal((await service.call('POST', '/things', { ...carol, key, body: { name: 'a' } })).status, 400);
  }
});

test('the OpenAPI document is made from the routes and leaves internal ones out', async () => {
  const { body } = await service.call('GET', '//openapi.json');
  assert.equal(body.openapi, '3.1.0');
  assert.deepEqual(Object.keys(body.paths), ['/api/v1/things', '/api/v1/things/{thingId}', '/api/v1/things/{thingId}/fault']);
  const post = body.paths['/api/v1/things'].post;
  assert.deepEqual(post.requestBody.content['application/json'].schema.required, ['name']);
  assert.deepEqual(post['x-roles'], ['catalog-manager', 'admin']);
  assert.equal(post.description, 'Roles: catalog-manager, admin.');
  assert.deepEqual(post.tags, ['things']);
  assert.deepEqual(post.requestBody.content['application/json'].example, { name: 'lamp' });
  assert.equal(post.responses['201'].content['application/json'].schema.properties.revision.minimum, 0);
  assert.equal(post.responses['409'].description, 'name-taken');
  const prefers = ({ parameters }: { parameters: { name: string }[] }) => parameters.some(({ name }) => name === 'Prefer');
  assert.equal(prefers(post), false);
  assert.equal(prefers(body.paths['/api/v1/things/{thingId}/fault'].put), true);
});

test('a client that sends both Content-Length and Transfer-Encoding is refused', async () => {
  const { port } = new URL(service.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), '127.0.0.1', () => {
      socket.write('POST /api/v1/things HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
    });
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.on('close', () => resolve(text));
  });
  assert.match(answer, /^HTTP\/1\.1 400/);
});
