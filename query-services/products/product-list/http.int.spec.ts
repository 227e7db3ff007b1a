import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { archived, created, pounds, productId, published, registered, variant } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';
import { stores } from '../testing/stores.ts';

const [pot, cup, cap] = [productId(1), productId(2), productId(3)] as const;

function shop(): History {
  const pots = [variant('POT-1', 2_000, { colour: 'red' }), variant('POT-2', 3_000, { colour: 'dark blue' })];
  const history = new History()
    .product(pot, created(pot, { name: 'Tea pot', category: 'kitchen', description: 'Pours a cup', variants: pots }), published)
    .product(
      cup,
      created(cup, { name: 'Cup', category: 'kitchen', variants: [variant('CUP', 500, { colour: 'red' })] }),
      published,
    )
    .product(cap, created(cap, { name: 'Cap', category: 'clothes', variants: [variant('CAP', 900)] }), published)
    .inventory('CUP', registered('CUP', 5));
  history.product(productId(4), created(productId(4), { name: 'Draft', variants: [variant('DRAFT')] }));
  return history.product(productId(5), created(productId(5), { variants: [variant('OLD')] }), published, archived);
}

for (const { name, open } of stores) {
  describe(`GET /products, kept in ${name}`, () => {
    let service: Served;
    before(async () => (service = await served(shop(), await open())));
    after(() => service[Symbol.asyncDispose]());

    const list = async (query = '', as?: string) => service.call('GET', `/products${query}`, as ? { as } : {});
    const ids = async (query: string): Promise<string[]> => {
      const { status, body } = await list(query);
      strictEqual(status, 200, JSON.stringify(body));
      return body.items.map(({ id }: { id: string }) => id);
    };
    const wrong = async (query: string): Promise<unknown[]> => {
      const { status, body } = await list(query);
      strictEqual(status, 422, query);
      return body.errors.map(({ parameter }: { parameter: string }) => parameter);
    };

    it('lists active products, and nothing else, to whoever asks', async () => {
      for (const as of [undefined, 'customer~alice', 'catalog-manager~carol', 'admin~ada']) {
        const { status, body } = await list('', as);
        strictEqual(status, 200);
        deepStrictEqual(
          body.items.map(({ id }: { id: string }) => id),
          [cap, cup, pot],
        );
        deepStrictEqual(body.page, { nextCursor: null, hasMore: false });
        strictEqual(body.facets, undefined);
      }
    });

    it('shows of each product what a list needs', async () => {
      deepStrictEqual((await list('?q=pot')).body.items, [
        {
          id: pot,
          slug: 'product-1',
          name: 'Tea pot',
          category: 'kitchen',
          status: 'active',
          priceFrom: pounds(2_000),
          availability: 'OUT_OF_STOCK',
        },
      ]);
    });

    it('searches and filters by every parameter of the contract', async () => {
      deepStrictEqual(await ids('?q=cup'), [cup, pot]);
      deepStrictEqual(await ids('?q=cup&sort=newest'), [cup, pot]);
      deepStrictEqual(await ids('?q=cup&sort=-price'), [pot, cup]);
      deepStrictEqual(await ids('?q=!%3F'), [cap, cup, pot]);
      deepStrictEqual(await ids('?category=kitchen'), [cup, pot]);
      deepStrictEqual(await ids('?minPrice=900&maxPrice=2000'), [cap, pot]);
      deepStrictEqual(await ids('?inStock=true'), [cup]);
      deepStrictEqual(await ids('?inStock=false'), [cap, pot]);
      deepStrictEqual(await ids('?option.colour=red'), [cup, pot]);
      deepStrictEqual(await ids('?option.colour=dark%20blue'), [pot]);
      deepStrictEqual(await ids('?option.colour=red&option.size=S'), []);
    });

    it('sorts by price either way, by name, and newest first', async () => {
      deepStrictEqual(await ids('?sort=price'), [cup, cap, pot]);
      deepStrictEqual(await ids('?sort=-price'), [pot, cap, cup]);
      deepStrictEqual(await ids('?sort=name'), [cap, cup, pot]);
      deepStrictEqual(await ids('?sort=newest'), [cap, cup, pot]);
      deepStrictEqual(await ids('?sort=relevance'), [cap, cup, pot]);
    });

    it('tells the total and facets where they are asked for, of all pages', async () => {
      const { body } = await list('?total=true&facets=true&limit=1&category=kitchen');
      deepStrictEqual([body.items.length, body.page.total, body.page.hasMore], [1, 2, true]);
      deepStrictEqual(body.facets, {
        category: [{ value: 'kitchen', count: 2 }],
        options: {
          colour: [
            { value: 'red', count: 2 },
            { value: 'dark blue', count: 1 },
          ],
        },
        price: [
          { from: pounds(0), to: pounds(999), count: 1 },
          { from: pounds(1_000), to: pounds(2_499), count: 1 },
          { from: pounds(2_500), to: pounds(4_999), count: 1 },
        ],
      });
    });

    it('gives every product once over all pages, in every order', async () => {
      for (const query of ['sort=price', 'sort=-price', 'sort=name', 'sort=newest', 'q=c', 'q=c&sort=-price']) {
        const whole = await ids(`?${query}`);
        const paged: string[] = [];
        let next: string | null = `/products?${query}&limit=1`;
        while (next !== null) {
          const { body, headers }: Awaited<ReturnType<Served['call']>> = await service.call('GET', next);
          paged.push(...body.items.map(({ id }: { id: string }) => id));
          const link = /^<\/api\/v1(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? null;
          strictEqual(link !== null, body.page.hasMore);
          next = link;
        }
        deepStrictEqual(paged, whole, query);
      }
    });

    it('binds a cursor to the filter and order it was made for, not to the size of the page', async () => {
      const { body } = await list('?sort=price&limit=1');
      const cursor = body.page.nextCursor as string;
      deepStrictEqual(await ids(`?sort=price&limit=2&total=true&cursor=${cursor}`), [cap, pot]);
      for (const query of ['', 'sort=name&', 'sort=price&inStock=true&', 'sort=price&q=c&', 'sort=price&option.colour=red&']) {
        deepStrictEqual(await wrong(`?${query}cursor=${cursor}`), ['cursor']);
      }
      deepStrictEqual(await wrong('?cursor=xyz'), ['cursor']);
    });

    it('answers 422 naming each parameter that is unknown or bad', async () => {
      deepStrictEqual(await wrong('?colour=red'), ['colour']);
      deepStrictEqual(await wrong('?option.=x'), ['option.']);
      deepStrictEqual(await wrong('?option.colour='), ['option.colour']);
      deepStrictEqual(await wrong(`?option.colour=${'x'.repeat(51)}`), ['option.colour']);
      deepStrictEqual(await wrong(`?option.${'x'.repeat(51)}=red`), [`option.${'x'.repeat(51)}`]);
      deepStrictEqual(await wrong('?option.a=b&option.a=c'), ['option.a']);
      deepStrictEqual(await wrong('?__proto__=x'), ['__proto__']);
      deepStrictEqual(await wrong('?constructor=x'), ['constructor']);
      deepStrictEqual(await wrong('?a[b]=c'), ['a[b]']);
      const bad = ['limit=0', 'limit=101', 'limit=x', 'sort=cheap', 'inStock=yes', 'facets=1', 'total=no', 'minPrice=-1'];
      for (const parameter of [...bad, 'maxPrice=1.5', `q=${'x'.repeat(201)}`]) {
        deepStrictEqual(await wrong(`?${parameter}`), [parameter.split('=')[0]]);
      }
      const options = Array.from({ length: 21 }, (_, n) => `option.o${n}=x`).join('&');
      deepStrictEqual(await wrong(`?${options}`), ['option.o20']);
    });

    it('finds an option by the name that the documentation uses as an example of none', async () => {
      deepStrictEqual(await ids('?option.<name>=x'), []);
      deepStrictEqual(await ids('?option.__proto__=x'), []);
    });

    it('may be kept by shared caches when it was asked for without token and Consistency-Token', async () => {
      const open = await list();
      match(open.headers.get('cache-control') ?? '', /^public, max-age=30/);
      strictEqual(open.headers.get('vary'), 'Authorization, Consistency-Token');
      strictEqual((await list('', 'customer~alice')).headers.get('cache-control'), 'private, no-store');
    });

    it('is documented with its parameters', async () => {
      const document = (await service.call('GET', '//openapi.json')).body;
      const names = document.paths['/api/v1/products'].get.parameters.map(({ name }: { name: string }) => name);
      for (const name of [
        'q',
        'category',
        'minPrice',
        'maxPrice',
        'inStock',
        'option.<name>',
        'sort',
        'facets',
        'total',
        'limit',
        'cursor',
      ]) {
        ok(names.includes(name), name);
      }
    });
  });
}
