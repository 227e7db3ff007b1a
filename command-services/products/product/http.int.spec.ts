import { deepStrictEqual, equal, match } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestAnswer } from '@shop/platform/http/testing.ts';
import { eventsOf, serve } from '../testing.ts';

let service: Awaited<ReturnType<typeof serve>>;
before(async () => (service = await serve()));
after(() => service.http[Symbol.asyncDispose]());

const as = 'catalog-manager~carol';
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const create = (body: object, key?: string): Promise<TestAnswer> =>
  service.http.call('POST', '/products', { as, body, ...(key ? { key } : {}) });
const problem = ({ status, body }: TestAnswer): unknown[] => [status, body.type];
let count = 0;
/** A draft with one priced variant. */
async function draft(): Promise<{ path: string; id: string; sku: string }> {
  const sku = `SKU-${count++}`;
  const { body } = await create({ name: 'Blue mug', variants: [{ sku, price: gbp(1299) }] });
  return { path: `/products/${body.id}`, id: body.id, sku };
}
const call = (method: string, path: string, body?: unknown, ifMatch?: string) =>
  service.http.call(method, path, {
    as,
    ...(body === undefined ? {} : { body }),
    ...(ifMatch === undefined ? {} : { headers: { 'If-Match': ifMatch } }),
  });

describe('POST /products', () => {
  it('answers 201 with the id, revision and status, and where to read it', async () => {
    const answer = await create({ name: 'Tea pot', category: 'pots', variants: [{ sku: 'POT', options: { size: 'L' } }] });
    equal(answer.status, 201);
    deepStrictEqual(answer.body, { id: answer.body.id, revision: 0, status: 'draft' });
    equal(answer.headers.get('location'), `/api/v1/products/${answer.body.id}`);
    equal(answer.headers.get('etag'), '"0"');
    equal(answer.headers.get('consistency-token'), `product-${answer.body.id}@0`);
  });
  it('answers a retry as the first time, and another body under the same key with 422', async () => {
    const first = await create({ name: 'Once' }, 'once');
    const again = await create({ name: 'Once' }, 'once');
    deepStrictEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [201, first.body, 'true']);
    deepStrictEqual(problem(await create({ name: 'Twice' }, 'once')), [422, '/problems/idempotency-key-reused']);
  });
  it('answers many requests with one key alike, with one effect', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => create({ name: 'Crowd', variants: [{ sku: 'CROWD' }] }, 'crowd')),
    );
    equal(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size, 1);
    const names = (await eventsOf(service.store, 'product')).filter(({ data }) => (data as { name?: string }).name === 'Crowd');
    equal(names.length, 1);
  });
  it('refuses a taken SKU or slug with 409 and changes nothing', async () => {
    await create({ name: 'Lamp', slug: 'lamp', variants: [{ sku: 'LAMP' }] });
    const before = (await eventsOf(service.store)).length;
    const sku = await create({ name: 'Other', variants: [{ sku: 'NEW' }, { sku: 'LAMP' }] });
    deepStrictEqual([...problem(sku), sku.body.sku], [409, '/problems/sku-taken', 'LAMP']);
    const slug = await create({ name: 'Other', slug: 'lamp' });
    deepStrictEqual([...problem(slug), slug.body.slug], [409, '/problems/slug-taken', 'lamp']);
    equal((await eventsOf(service.store)).length, before);
  });
  it('points at everything that is wrong', async () => {
    const variants = [
      { sku: 'X', price: { amount: 1, currency: 'EUR' } },
      { sku: 'Y', price: gbp(1) },
    ];
    const pointers = async (body: object) => (await create(body)).body.errors.map(({ pointer }: { pointer: string }) => pointer);
    deepStrictEqual(await pointers({ name: 'X', variants }), ['/variants/0/price/currency']);
    deepStrictEqual(await pointers({ name: 'X', variants: [{ sku: 'X' }, { sku: 'X' }] }), ['/variants/1/sku']);
    deepStrictEqual(await pointers({ name: 'X', status: 'active', slug: 'Not A Slug' }), ['/slug', '/status']);
    deepStrictEqual(await pointers({ name: 'X', variants: Array.from({ length: 51 }, (_, i) => ({ sku: `V${i}` })) }), [
      '/variants',
    ]);
    deepStrictEqual(await pointers({ name: '', variants: [{ sku: '-x', price: gbp(-1) }] }), [
      '/name',
      '/variants/0/sku',
      '/variants/0/price/amount',
    ]);
  });
  it('is for catalog managers and admin', async () => {
    for (const role of ['customer~a', 'warehouse~w', 'support~s', 'service~s']) {
      equal((await service.http.call('POST', '/products', { as: role, body: { name: 'X' } })).status, 403);
    }
    equal((await service.http.call('POST', '/products', { as: 'admin~ada', body: { name: 'X' } })).status, 201);
    equal((await service.http.call('POST', '/products', { body: { name: 'X' } })).status, 401);
  });
});

describe('PATCH /products/{productId}', () => {
  it('changes details at the revision that is meant', async () => {
    const { path } = await draft();
    const answer = await call('PATCH', path, { name: 'Red mug', category: null }, '"0.abc"');
    deepStrictEqual([answer.status, answer.body.revision, answer.headers.get('etag')], [200, 1, '"1"']);
    deepStrictEqual(problem(await call('PATCH', path, { name: 'Green mug' }, '"0"')), [412, '/problems/stale-revision']);
    deepStrictEqual(problem(await call('PATCH', path, { name: 'Green mug' })), [428, '/problems/precondition-required']);
    equal((await call('PATCH', path, { name: 'Green mug' }, '*')).body.revision, 2);
    equal((await call('PATCH', path, { name: 'Green mug' }, 'W/"2"')).body.revision, 2);
  });
  it('gives a slug free for others and takes none that is taken', async () => {
    const one = await draft();
    const two = await draft();
    equal((await call('PATCH', one.path, { slug: 'one' }, '"0"')).status, 200);
    deepStrictEqual(problem(await call('PATCH', two.path, { slug: 'one' }, '"0"')), [409, '/problems/slug-taken']);
    equal((await call('PATCH', one.path, { slug: 'uno' }, '"1"')).status, 200);
    equal((await call('PATCH', two.path, { slug: 'one' }, '"0"')).status, 200);
  });
  it('is a 404 before anything else where there is no such product', async () => {
    const unknown = '0190a000-0000-7000-8000-000000000000';
    for (const [method, rest, body] of [
      ['PATCH', '', { name: 'x' }],
      ['POST', '/variants', { sku: 'x' }],
      ['PUT', '/variants/x/price', { price: gbp(1) }],
      ['POST', '/publish', {}],
      ['POST', '/archive', {}],
    ] as const) {
      deepStrictEqual(problem(await call(method, `/products/${unknown}${rest}`, body)), [404, '/problems/not-found']);
      equal((await call(method, `/products/x:y${rest}`, body)).status, 404);
    }
  });
});

describe('POST /products/{productId}/variants', () => {
  it('answers 201 with the SKU as id and the product as location', async () => {
    const { path } = await draft();
    const priced = await call('POST', `${path}/variants`, { sku: 'EXTRA-1', price: gbp(0) });
    deepStrictEqual([priced.status, priced.body], [201, { id: 'EXTRA-1', revision: 1, status: 'priced' }]);
    equal(priced.headers.get('location'), `/api/v1${path}`);
    match(priced.headers.get('consistency-token') ?? '', /^product-.*@1$/);
    const unpriced = await call('POST', `${path}/variants`, { sku: 'EXTRA-2' }, '"1"');
    equal(unpriced.body.status, 'unpriced');
  });
  it('refuses a taken SKU, another currency and a stale revision', async () => {
    const { path } = await draft();
    const other = await draft();
    deepStrictEqual(problem(await call('POST', `${path}/variants`, { sku: other.sku })), [409, '/problems/sku-taken']);
    const euro = await call('POST', `${path}/variants`, { sku: 'EURO', price: { amount: 1, currency: 'EUR' } });
    deepStrictEqual([euro.status, euro.body.errors], [422, [{ pointer: '/price/currency', detail: 'must be GBP' }]]);
    deepStrictEqual(problem(await call('POST', `${path}/variants`, { sku: 'STALE' }, '"7"')), [412, '/problems/stale-revision']);
  });
});

describe('PUT /products/{productId}/variants/{sku}/price', () => {
  it('sets the price at the revision that is meant', async () => {
    const { path, sku } = await draft();
    const answer = await call('PUT', `${path}/variants/${sku}/price`, { price: gbp(999) }, '"0"');
    deepStrictEqual([answer.status, answer.body], [200, { id: sku, revision: 1, status: 'priced' }]);
    equal((await call('PUT', `${path}/variants/${sku}/price`, { price: gbp(998) }, '"0"')).status, 412);
    equal((await call('PUT', `${path}/variants/${sku}/price`, { price: gbp(998) })).status, 428);
  });
  it('refuses another currency and an unknown variant', async () => {
    const { path, sku } = await draft();
    const euro = await call('PUT', `${path}/variants/${sku}/price`, { price: { amount: 1, currency: 'EUR' } }, '"0"');
    deepStrictEqual([euro.status, euro.body.errors], [422, [{ pointer: '/price/currency', detail: 'must be GBP' }]]);
    equal((await call('PUT', `${path}/variants/NOPE/price`, { price: gbp(1) }, '"0"')).status, 404);
  });
});

describe('POST /products/{productId}/publish and /archive', () => {
  it('lists, archives and lists again', async () => {
    const { path, id } = await draft();
    deepStrictEqual((await call('POST', `${path}/publish`)).body, { id, revision: 1, status: 'active' });
    deepStrictEqual((await call('POST', `${path}/archive`, {}, '"1"')).body, { id, revision: 2, status: 'archived' });
    deepStrictEqual((await call('POST', `${path}/publish`)).body, { id, revision: 3, status: 'active' });
  });
  it('tells the current status and those it may have next', async () => {
    const { path } = await draft();
    await call('POST', `${path}/publish`);
    const { status, body } = await call('POST', `${path}/publish`);
    deepStrictEqual(
      [status, body.type, body.current, body.allowed],
      [409, '/problems/invalid-transition', 'active', ['archived']],
    );
    equal((await call('POST', `${path}/archive`, undefined, '"0"')).status, 412);
  });
  it('needs a priced variant', async () => {
    const { body } = await create({ name: 'Nothing to sell' });
    deepStrictEqual(problem(await call('POST', `/products/${body.id}/publish`)), [409, '/problems/not-publishable']);
  });
});
