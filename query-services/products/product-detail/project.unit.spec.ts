import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Write } from '@shop/platform/read-store/port.ts';
import {
  archived,
  created,
  pounds,
  productId,
  published,
  received,
  registered,
  released,
  reserved,
  variant,
} from '../testing/events.ts';
import { History, instant } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { productDetail } from './project.ts';
import { productById, productBySlug } from './query.ts';

const pot = productId(1);
const cup = productId(2);

describe('product-detail', () => {
  it('shows a product as its events tell it', async () => {
    const history = new History()
      .product(
        pot,
        created(pot, {
          slug: 'tea-pot',
          description: 'Holds tea.',
          category: 'kitchen',
          variants: [variant('POT', 1_500, { colour: 'red' })],
        }),
      )
      .product(pot, { type: 'VariantAdded', data: { variant: variant('POT-B', null, { colour: 'blue' }) } })
      .product(pot, { type: 'ProductPriceChanged', data: { sku: 'POT-B', price: pounds(1_700), previousPrice: null } })
      .product(pot, { type: 'ProductDetailsUpdated', data: { name: 'Big tea pot', category: null } })
      .product(pot, published);
    const reader = await projected(productDetail, history.events);
    deepStrictEqual(await productById(reader, pot), {
      id: pot,
      revision: 4,
      slug: 'tea-pot',
      name: 'Big tea pot',
      description: 'Holds tea.',
      category: null,
      status: 'active',
      variants: [
        { sku: 'POT', options: { colour: 'red' }, price: pounds(1_500), availability: 'OUT_OF_STOCK' },
        { sku: 'POT-B', options: { colour: 'blue' }, price: pounds(1_700), availability: 'OUT_OF_STOCK' },
      ],
      createdAt: instant(0),
      updatedAt: instant(4),
    });
  });

  it('keeps archived products, and products that come back', async () => {
    const history = new History().product(pot, created(pot, { variants: [variant('POT')] }), published, archived);
    strictEqual((await productById(await projected(productDetail, history.events), pot))?.status, 'archived');
    history.product(pot, published);
    strictEqual((await productById(await projected(productDetail, history.events), pot))?.status, 'active');
  });

  it('shows the bucket of each variant, and moves neither revision nor time of change with it', async () => {
    const history = new History()
      .product(pot, created(pot, { variants: [variant('POT'), variant('LID')] }))
      .inventory('POT', registered('POT', 5, 2), reserved('a', 3))
      .inventory('LID', registered('LID', 1), reserved('b', 1));
    const shown = async () => {
      const product = await productById(await projected(productDetail, history.events), pot);
      return [product?.revision, product?.updatedAt, ...(product?.variants ?? []).map(({ availability }) => availability)];
    };
    deepStrictEqual(await shown(), [0, instant(0), 'LOW_STOCK', 'OUT_OF_STOCK']);
    history.inventory('POT', released('a')).inventory('LID', received(1));
    deepStrictEqual(await shown(), [0, instant(0), 'IN_STOCK', 'IN_STOCK']);
  });

  it('knows the stock of a SKU that came before its variant', async () => {
    const history = new History()
      .inventory('POT', registered('POT', 5))
      .product(pot, created(pot, { variants: [variant('POT')] }));
    strictEqual((await productById(await projected(productDetail, history.events), pot))?.variants[0]?.availability, 'IN_STOCK');
  });

  it('writes a product again only when a bucket changes', async () => {
    const writes: Write[] = [];
    const history = new History()
      .product(pot, created(pot, { variants: [variant('POT')] }))
      .inventory('POT', registered('POT', 1_000, 10));
    for (let n = 0; n < 99; n++) history.inventory('POT', reserved(`r${n}`, 10));
    await projected(productDetail, history.events, { batches: [1], onWrite: (write) => writes.push(write) });
    // Created, in stock, low in stock with the last reservation.
    strictEqual(writes.filter(({ collection }) => collection === 'products').length, 3);
  });

  it('moves the revision, but not the time of change, with an event that shows nothing', async () => {
    const forfeited = { type: 'ProductClaimForfeited', data: { name: 'slug-x', claimRevision: 0 } } as const;
    const history = new History().product(pot, forfeited).product(pot, created(pot), forfeited);
    const product = await productById(await projected(productDetail, history.events), pot);
    deepStrictEqual([product?.revision, product?.updatedAt], [2, instant(1)]);
  });

  it('holds nothing of a stream that never became a product', async () => {
    const history = new History().product(pot, { type: 'ProductClaimForfeited', data: { name: 'slug-x', claimRevision: 0 } });
    strictEqual(await productById(await projected(productDetail, history.events), pot), null);
  });
});

describe('a product by its slug', () => {
  const renamed = (slug: string) => ({ type: 'ProductDetailsUpdated', data: { slug } }) as const;

  it('is found by its slug of today alone', async () => {
    const history = new History().product(pot, created(pot, { slug: 'old' }), renamed('new'));
    const reader = await projected(productDetail, history.events);
    strictEqual((await productBySlug(reader, 'new'))?.id, pot);
    strictEqual(await productBySlug(reader, 'old'), null);
  });

  it('is the one that took the slug over, also while the giver has not been heard of', async () => {
    const { events } = new History()
      .product(pot, created(pot, { slug: 'best' }))
      .product(cup, created(cup, { slug: 'cup' }))
      .product(pot, renamed('second'))
      .product(cup, renamed('best'));
    const given = events.filter((event) => event.stream.endsWith(pot));
    const taken = events.filter((event) => event.stream.endsWith(cup));
    for (const heard of [events, [...taken, ...given], [...taken, ...given.slice(0, 1)], [...given.slice(0, 1), ...taken]]) {
      strictEqual((await productBySlug(await projected(productDetail, heard), 'best'))?.id, cup);
    }
  });
});
