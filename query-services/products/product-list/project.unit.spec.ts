import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Write } from '@shop/platform/read-store/port.ts';
import { archived, created, pounds, productId, published, registered, reserved, variant } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { facetsOf } from './facets.ts';
import { optionKeyword, optionOf } from './options.ts';
import { bandsOf, priceBands } from './price-bands.ts';
import { productList } from './project.ts';
import { countProducts, listProducts, type ProductFilter, type ProductSort, selectionOf } from './query.ts';

const [pot, cup, cap] = [productId(1), productId(2), productId(3)] as const;

function shop(): History {
  return new History()
    .product(
      pot,
      created(pot, {
        name: 'Tea pot',
        category: 'kitchen',
        description: 'For a cup of tea.',
        variants: [variant('POT-1', 2_000, { colour: 'red' }), variant('POT-2', 3_000, { colour: 'blue' })],
      }),
      published,
    )
    .product(
      cup,
      created(cup, { name: 'Cup', category: 'kitchen', variants: [variant('CUP-1', 500, { colour: 'red', size: 'S' })] }),
      published,
    )
    .product(
      cap,
      created(cap, {
        name: 'élan cap',
        category: 'clothes',
        variants: [variant('84596B', 900, { size: 'S' }), variant('84596b', null)],
      }),
      published,
    )
    .inventory('POT-2', registered('POT-2', 5))
    .inventory('CUP-1', registered('CUP-1', 2, 2))
    .inventory('84596b', registered('84596b', 9));
}

async function ids(history: History, filter: Partial<ProductFilter> = {}, sort: ProductSort = 'newest'): Promise<string[]> {
  const reader = await projected(productList, history.events);
  const selection = selectionOf({ options: [], ...filter });
  const found = await listProducts(reader, selection, { sort, limit: 100 });
  strictEqual(await countProducts(reader, selection), found.length);
  return found.map(({ key }) => key);
}

describe('product-list', () => {
  it('lists an active product with its lowest price and best availability', async () => {
    const reader = await projected(productList, shop().events);
    const [item] = await listProducts(reader, selectionOf({ options: [], category: 'kitchen' }), { sort: '-price', limit: 1 });
    deepStrictEqual(item?.document, {
      id: pot,
      slug: 'product-1',
      name: 'Tea pot',
      category: 'kitchen',
      status: 'active',
      priceFrom: pounds(2_000),
      availability: 'IN_STOCK',
    });
  });

  it('does not list drafts, nor archived products until they come back', async () => {
    const history = shop().product(productId(4), created(productId(4), { name: 'Draft', variants: [variant('DRAFT')] }));
    history.product(cup, archived);
    deepStrictEqual(await ids(history), [cap, pot]);
    deepStrictEqual(await ids(history, { text: 'draft' }), []);
    deepStrictEqual(await ids(history, { text: 'cup' }), [pot]);
    deepStrictEqual(await ids(history.product(cup, published)), [cap, cup, pot]);
  });

  it('sorts by time, price and name', async () => {
    deepStrictEqual(await ids(shop(), {}, 'newest'), [cap, cup, pot]);
    deepStrictEqual(await ids(shop(), {}, 'relevance'), [cap, cup, pot]);
    deepStrictEqual(await ids(shop(), {}, 'price'), [cup, cap, pot]);
    deepStrictEqual(await ids(shop(), {}, '-price'), [pot, cap, cup]);
    deepStrictEqual(await ids(shop(), {}, 'name'), [cup, cap, pot]);
  });

  it('searches name, description, category and SKUs, a name before a description', async () => {
    deepStrictEqual(await ids(shop(), { text: 'cup' }, 'relevance'), [cup, pot]);
    deepStrictEqual(await ids(shop(), { text: 'kitch' }, 'price'), [cup, pot]);
    deepStrictEqual(await ids(shop(), { text: '84596B' }), [cap]);
    deepStrictEqual(await ids(shop(), { text: 'ELAN' }), [cap]);
    deepStrictEqual(await ids(shop(), { text: 'tea cap' }), []);
  });

  it('filters by category, price, stock and options, all at once', async () => {
    deepStrictEqual(await ids(shop(), { category: 'clothes' }), [cap]);
    deepStrictEqual(await ids(shop(), { minPrice: 900 }), [cap, pot]);
    deepStrictEqual(await ids(shop(), { maxPrice: 900 }), [cap, cup]);
    deepStrictEqual(await ids(shop(), { minPrice: 3_000, maxPrice: 3_000 }), [pot]);
    deepStrictEqual(await ids(shop(), { minPrice: 3_001 }), []);
    deepStrictEqual(await ids(shop(), { options: [['colour', 'red']] }), [cup, pot]);
    deepStrictEqual(
      await ids(shop(), {
        options: [
          ['colour', 'red'],
          ['size', 'S'],
        ],
      }),
      [cup],
    );
    deepStrictEqual(await ids(shop(), { category: 'kitchen', options: [['size', 'S']], inStock: true, text: 'cup' }), [cup]);
  });

  it('counts as in stock what can be bought: a variant with a price and with stock', async () => {
    deepStrictEqual(await ids(shop(), { inStock: true }), [cup, pot]);
    // Its stock is of the variant without a price.
    deepStrictEqual(await ids(shop(), { inStock: false }), [cap]);
    deepStrictEqual(await ids(shop().inventory('CUP-1', reserved('r', 2)), { inStock: true }), [pot]);
  });

  it('writes a product again only when a bucket changes', async () => {
    const writes: Write[] = [];
    const history = shop();
    for (let n = 0; n < 4; n++) history.inventory('POT-2', reserved(`r${n}`, 1));
    const watch = { batches: [1], onWrite: (write: Write) => writes.push(write) };
    await projected(productList, history.events, watch);
    const before = writes.filter(({ collection }) => collection === 'listed').length;
    await projected(productList, history.inventory('POT-2', reserved('last', 1)).events, watch);
    strictEqual(writes.filter(({ collection }) => collection === 'listed').length, 2 * before + 1);
  });
});

describe('facets', () => {
  it('count what all filters find', async () => {
    const reader = await projected(productList, shop().events);
    deepStrictEqual(await facetsOf(reader, selectionOf({ options: [] }), 'GBP'), {
      category: [
        { value: 'kitchen', count: 2 },
        { value: 'clothes', count: 1 },
      ],
      options: {
        colour: [
          { value: 'red', count: 2 },
          { value: 'blue', count: 1 },
        ],
        size: [{ value: 'S', count: 2 }],
      },
      price: [
        { from: pounds(0), to: pounds(999), count: 2 },
        { from: pounds(1_000), to: pounds(2_499), count: 1 },
        { from: pounds(2_500), to: pounds(4_999), count: 1 },
      ],
    });
    deepStrictEqual((await facetsOf(reader, selectionOf({ options: [['size', 'S']], text: 'cap' }), 'GBP')).category, [
      { value: 'clothes', count: 1 },
    ]);
  });

  it('count in a price band as many products as filtering by it finds', async () => {
    const history = shop();
    const reader = await projected(productList, history.events);
    const { price } = await facetsOf(reader, selectionOf({ options: [] }), 'GBP');
    for (const { from, to, count } of price) {
      strictEqual((await ids(history, { minPrice: from.amount, maxPrice: to?.amount })).length, count);
    }
  });

  it('have bands that join without gap or overlap', () => {
    strictEqual(priceBands[0]?.from, 0);
    deepStrictEqual(
      priceBands.map(({ to }) => to),
      [...priceBands.slice(1).map(({ from }) => from - 1), null],
    );
    deepStrictEqual(bandsOf(0, 0), ['0']);
    deepStrictEqual(bandsOf(999, 1_000), ['0', '1000']);
    deepStrictEqual(bandsOf(5_000_000, 5_000_000), ['100000']);
  });

  it('give options back whatever their names and values hold', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) =>
        deepStrictEqual(optionOf(optionKeyword(name, value)), { name, value }),
      ),
    );
  });
});
