import { equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ProductEvent } from '@shop/shared-events';
import { usesName } from './decide-claims.ts';
import { gbp, variant, created, published, archived, product } from './product.fixtures.ts';

describe('the life of a product', () => {
  const publish = { type: 'PublishProduct' } as const;
  const archive = { type: 'ArchiveProduct' } as const;
  it('publishes a draft with a priced variant', () =>
    product(created(variant('A')))
      .when(publish)
      .then(published));
  it('does not publish without a priced variant', () => {
    product(created()).when(publish).refused('not-publishable');
    product(created(variant('A', null)))
      .when(publish)
      .refused('not-publishable');
  });
  it('archives what is active, and publishes it again', () => {
    product(created(variant('A')), published)
      .when(archive)
      .then(archived);
    product(created(variant('A')), published, archived)
      .when(publish)
      .then(published);
  });
  it('refuses every other way, saying where it may go', () => {
    product(created(variant('A')), published)
      .when(publish)
      .refused('invalid-transition', { current: 'active', allowed: ['archived'] });
    product(created(variant('A')))
      .when(archive)
      .refused('invalid-transition', { current: 'draft', allowed: ['active'] });
    product(created(variant('A')), published, archived)
      .when(archive)
      .refused('invalid-transition', { current: 'archived', allowed: ['active'] });
  });
  it('knows no product that was never created', () => {
    for (const command of [
      publish,
      archive,
      { type: 'ChangePrice', sku: 'A', price: gbp(1) },
      { type: 'AddVariant', variant: variant('A'), claims: 'unclaimed' },
      { type: 'UpdateProductDetails', changes: { name: 'x' }, claims: 'unclaimed' },
    ] as const) {
      product().when(command).refused('not-found');
      product({ type: 'ProductClaimForfeited', data: { name: 'sku-A', claimRevision: 0 } })
        .when(command)
        .refused('not-found');
    }
  });
});

describe('giving up a claim', () => {
  const forfeit = (name: string, claimRevision: number) => ({ type: 'ForfeitClaim', name, claimRevision }) as const;
  const forfeited = (name: string, claimRevision: number): ProductEvent => ({
    type: 'ProductClaimForfeited',
    data: { name, claimRevision },
  });
  it('is told by a product that was never created, once for each claim', () => {
    product().when(forfeit('sku-A', 0)).then(forfeited('sku-A', 0));
    product(forfeited('sku-A', 0)).when(forfeit('sku-A', 0)).then();
    product(forfeited('sku-A', 0)).when(forfeit('sku-A', 2)).then(forfeited('sku-A', 2));
  });
  it('is refused where the product uses the name', () => {
    product(created(variant('A')))
      .when(forfeit('sku-A', 0))
      .refused('name-in-use');
    product(created()).when(forfeit('slug-blue-mug', 0)).refused('name-in-use');
    product(created()).when(forfeit('sku-A', 0)).then(forfeited('sku-A', 0));
  });
  it('frees the slug a product once had', () => {
    const { state } = product(created(), { type: 'ProductDetailsUpdated', data: { slug: 'red-mug' } });
    equal(usesName(state, 'slug-blue-mug'), false);
    equal(usesName(state, 'slug-red-mug'), true);
  });
});
