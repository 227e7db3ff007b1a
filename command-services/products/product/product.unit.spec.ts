import { equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProductEvent } from '@shop/shared-events';
import type { Claims } from './commands.ts';
import { mostVariants } from './decide.ts';
import { gbp, variant, claims, create, created, product } from './product.fixtures.ts';

describe('creating a product', () => {
  it('makes a draft, with or without variants', () => {
    product()
      .when(create([], claims('slug-blue-mug')))
      .then(created());
    product()
      .when(create([variant('A'), variant('B', null)], claims('slug-blue-mug', 'sku-A', 'sku-B')))
      .then(created(variant('A'), variant('B', null)));
    equal(product(created()).state.status, 'draft');
  });
  it('asks before anything is claimed, and then tells nothing', () =>
    product()
      .when(create([variant('A')], 'unclaimed'))
      .then());
  it('is refused a second time', () => product(created()).when(create([], 'unclaimed')).refused('already-exists'));
  it('is refused with one SKU twice', () =>
    product()
      .when(create([variant('A'), variant('A')], 'unclaimed'))
      .refused('sku-taken', { sku: 'A' }));
  it(`is refused with more than ${mostVariants} variants`, () => {
    const variants = Array.from({ length: mostVariants + 1 }, (_, index) => variant(`S${index}`));
    product().when(create(variants, 'unclaimed')).refused('variant-limit-reached');
    product()
      .when(create(variants.slice(1), claims('slug-blue-mug', ...variants.map(({ sku }) => `sku-${sku}`))))
      .then(created(...variants.slice(1)));
  });
  it('is refused where a name it uses is not claimed', () => {
    product()
      .when(create([variant('A')], claims('sku-A')))
      .refused('claim-lost', { name: 'slug-blue-mug' });
    product()
      .when(create([variant('A')], claims('slug-blue-mug')))
      .refused('claim-lost', { name: 'sku-A' });
  });
  it('is refused on a claim that was taken over, and goes through on a newer one', () => {
    const forfeited: ProductEvent = { type: 'ProductClaimForfeited', data: { name: 'sku-A', claimRevision: 4 } };
    const rest = (revision: number) =>
      new Map([
        ['slug-blue-mug', 0],
        ['sku-A', revision],
      ]);
    product(forfeited)
      .when(create([variant('A')], rest(4)))
      .refused('claim-lost', { name: 'sku-A' });
    product(forfeited)
      .when(create([variant('A')], rest(6)))
      .then(created(variant('A')));
  });
});

describe('changing a product', () => {
  const update = (changes: object, held: Claims = claims()) => ({ type: 'UpdateProductDetails', changes, claims: held }) as const;
  it('tells only what changed', () =>
    product(created())
      .when(update({ name: 'Red mug', description: '', category: 'mugs' }))
      .then({ type: 'ProductDetailsUpdated', data: { name: 'Red mug', category: 'mugs' } }));
  it('tells nothing where all is as asked', () =>
    product(created())
      .when(update({ slug: 'blue-mug', name: 'Blue mug' }))
      .then());
  it('can empty the category', () => {
    const inMugs: ProductEvent = { type: 'ProductDetailsUpdated', data: { category: 'mugs' } };
    product(created(), inMugs)
      .when(update({ category: null }))
      .then({ type: 'ProductDetailsUpdated', data: { category: null } });
  });
  it('takes a new slug on its claim alone', () => {
    const forfeited: ProductEvent = { type: 'ProductClaimForfeited', data: { name: 'slug-red-mug', claimRevision: 0 } };
    const slug = { slug: 'red-mug' };
    product(created()).when(update(slug, 'unclaimed')).then();
    product(created()).when(update(slug)).refused('claim-lost', { name: 'slug-red-mug' });
    product(created())
      .when(update(slug, claims('slug-red-mug')))
      .then({ type: 'ProductDetailsUpdated', data: slug });
    product(created(), forfeited)
      .when(update(slug, claims('slug-red-mug')))
      .refused('claim-lost');
  });
  it('adds a variant', () =>
    product(created())
      .when({ type: 'AddVariant', variant: variant('A'), claims: claims('sku-A') })
      .then({ type: 'VariantAdded', data: { variant: variant('A') } }));
  it('never adds the same SKU again, but one that differs in letter case', () => {
    product(created(variant('84596B')))
      .when({ type: 'AddVariant', variant: variant('84596B'), claims: 'unclaimed' })
      .refused('sku-taken', { sku: '84596B' });
    product(created(variant('84596B')))
      .when({ type: 'AddVariant', variant: variant('84596b'), claims: claims('sku-84596b') })
      .then({ type: 'VariantAdded', data: { variant: variant('84596b') } });
  });
  it(`never has more than ${mostVariants} variants`, () => {
    const full = created(...Array.from({ length: mostVariants }, (_, index) => variant(`S${index}`)));
    product(full)
      .when({ type: 'AddVariant', variant: variant('A'), claims: 'unclaimed' })
      .refused('variant-limit-reached');
  });
  it('changes a price and tells the one before', () => {
    const price = (sku: string, amount: number) => ({ type: 'ChangePrice', sku, price: gbp(amount) }) as const;
    const past = product(created(variant('A', 1299), variant('B', null)));
    const changed = (sku: string, amount: number, previous: number | null): ProductEvent => ({
      type: 'ProductPriceChanged',
      data: { sku, price: gbp(amount), previousPrice: previous === null ? null : gbp(previous) },
    });
    past.when(price('A', 0)).then(changed('A', 0, 1299));
    past.when(price('B', 100)).then(changed('B', 100, null));
    past.when(price('A', 1299)).then();
    past.when(price('C', 1)).refused('not-found');
    product(created(variant('A', 1299)), changed('A', 5, 1299))
      .when(price('A', 7))
      .then(changed('A', 7, 5));
  });
});
