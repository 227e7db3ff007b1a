import { deepStrictEqual, match, notStrictEqual, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { archived, created, pounds, productId, published, registered, reserved, variant } from '../testing/events.ts';
import { History, instant } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';
import { stores } from '../testing/stores.ts';

const [pot, draft, gone, odd] = [productId(1), productId(2), productId(3), productId(4)] as const;
const staff = ['catalog-manager~carol', 'admin~ada'];
const others = [undefined, 'customer~alice', 'warehouse~walt', 'support~sam'];

function shop(): History {
  return new History()
    .product(
      pot,
      created(pot, { slug: 'tea-pot', variants: [variant('POT', 1_500, { colour: 'red' }), variant('LID')] }),
      published,
    )
    .product(draft, created(draft, { slug: 'draft' }))
    .product(gone, created(gone, { slug: 'gone', variants: [variant('GONE')] }), published, archived)
    .product(odd, created(odd, { slug: 'availability', variants: [variant('ODD')] }), published)
    .inventory('POT', registered('POT', 5, 2));
}

for (const { name, open } of stores) {
  describe(`GET /products/{productId} and /products/by-slug/{slug}, kept in ${name}`, () => {
    let service: Served;
    before(async () => (service = await served(shop(), await open())));
    after(() => service[Symbol.asyncDispose]());

    it('answer an active product to anybody, with every field', async () => {
      for (const as of [...others, ...staff]) {
        for (const path of [`/products/${pot}`, '/products/by-slug/tea-pot']) {
          const answer = await service.call('GET', path, as ? { as } : {});
          strictEqual(answer.status, 200);
          deepStrictEqual(answer.body, {
            id: pot,
            revision: 1,
            slug: 'tea-pot',
            name: 'Tea pot',
            description: '',
            category: null,
            status: 'active',
            variants: [
              { sku: 'POT', options: { colour: 'red' }, price: pounds(1_500), availability: 'IN_STOCK' },
              { sku: 'LID', options: {}, price: pounds(1_000), availability: 'OUT_OF_STOCK' },
            ],
            createdAt: instant(0),
            updatedAt: instant(1),
          });
        }
      }
    });

    it('show drafts and archived products to catalog-manager and admin; to others they do not exist', async () => {
      for (const path of [
        `/products/${draft}`,
        `/products/${gone}`,
        '/products/by-slug/draft',
        `/products/${gone}/availability`,
      ]) {
        for (const as of staff) strictEqual((await service.call('GET', path, { as })).status, 200);
        for (const as of others) {
          const { status, body } = await service.call('GET', path, as ? { as } : {});
          deepStrictEqual([status, body.type], [404, '/problems/not-found']);
        }
      }
    });

    it('answer 404 to ids and slugs that are unknown or malformed', async () => {
      const paths = [
        productId(9),
        'x',
        '..%2f',
        'by-slug/none',
        'by-slug/Tea-Pot',
        `${productId(9)}/availability`,
        'x/availability',
      ];
      for (const path of paths) strictEqual((await service.call('GET', `/products/${path}`)).status, 404, path);
    });

    it('answer 422 to a parameter they do not know', async () => {
      for (const path of [pot, 'by-slug/tea-pot', `${pot}/availability`]) {
        const { status, body } = await service.call('GET', `/products/${path}?fields=name`);
        deepStrictEqual([status, body.errors[0].parameter], [422, 'fields']);
      }
    });

    it('find a product whose slug is a word of another path', async () => {
      strictEqual((await service.call('GET', '/products/by-slug/availability')).body.id, odd);
    });

    it('answer 405 with Allow to another method', async () => {
      const { status, headers } = await service.call('DELETE', `/products/${pot}`, { as: 'admin~ada' });
      deepStrictEqual([status, headers.get('allow')], [405, 'GET, HEAD']);
    });

    it('let shared caches keep active products that were asked for without token and Consistency-Token', async () => {
      for (const path of [`/products/${pot}`, '/products/by-slug/tea-pot', `/products/${pot}/availability`]) {
        const open = await service.call('GET', path);
        strictEqual(open.headers.get('cache-control'), 'public, max-age=30, stale-while-revalidate=60');
        strictEqual(open.headers.get('vary'), 'Authorization, Consistency-Token');
        const named = await service.call('GET', path, { as: 'customer~alice' });
        strictEqual(named.headers.get('cache-control'), 'private, no-store');
        const consistent = await service.call('GET', path, { headers: { 'Consistency-Token': `product-${pot}@1` } });
        strictEqual(consistent.headers.get('cache-control'), 'private, no-store');
      }
      const hidden = await service.call('GET', `/products/${draft}`, { as: 'admin~ada' });
      strictEqual(hidden.headers.get('cache-control'), 'private, no-store');
      strictEqual((await service.call('GET', `/products/${draft}`)).headers.get('cache-control'), 'private, no-store');
    });

    it('carry the revision of the product in a strong ETag and answer 304 to it', async () => {
      for (const path of [`/products/${pot}`, '/products/by-slug/tea-pot', `/products/${pot}/availability`]) {
        const tag = (await service.call('GET', path)).headers.get('etag') ?? '';
        match(tag, /^"1\.[A-Za-z0-9_-]+"$/);
        strictEqual((await service.call('GET', path, { headers: { 'If-None-Match': tag } })).status, 304);
        strictEqual((await service.call('GET', path, { headers: { 'If-None-Match': '"1"' } })).status, 200);
      }
    });
  });
}

describe('GET /products/{productId}/availability', () => {
  it('tells the bucket of every SKU and never a figure', async () => {
    await using service = await served(shop());
    deepStrictEqual((await service.call('GET', `/products/${pot}/availability`)).body, {
      productId: pot,
      variants: [
        { sku: 'POT', availability: 'IN_STOCK' },
        { sku: 'LID', availability: 'OUT_OF_STOCK' },
      ],
    });
  });

  it('has another ETag as soon as a bucket changes, and so has the product', async () => {
    await using service = await served(shop());
    for (const path of [`/products/${pot}`, `/products/${pot}/availability`]) {
      await service.project(shop());
      const tag = (await service.call('GET', path)).headers.get('etag') ?? '';
      await service.project(shop().inventory('POT', reserved('r', 1)));
      strictEqual((await service.call('GET', path, { headers: { 'If-None-Match': tag } })).status, 304);
      await service.project(shop().inventory('POT', reserved('r', 3)));
      const low = await service.call('GET', path, { headers: { 'If-None-Match': tag } });
      deepStrictEqual([low.status, low.body.variants[0].availability], [200, 'LOW_STOCK']);
      notStrictEqual(low.headers.get('etag'), tag);
    }
  });
});
