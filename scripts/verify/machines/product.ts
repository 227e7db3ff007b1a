import type { ClaimEvent, ProductEvent } from '@shop/shared-events';
import type { Machine } from './machine.ts';

const created = { status: 'draft active archived' };

/** A product (docs/domain.md, "Product"). Losing a claim that was never used may come first. */
export const productMachine: Machine<ProductEvent> = {
  ProductCreated: {
    when: { status: 'none' },
    then: { status: 'draft' },
    moves: ({ data }) => data.variants.map(({ sku }) => ({ part: 'variant', id: sku, from: 'none', to: 'there' })),
  },
  ProductDetailsUpdated: { when: created },
  VariantAdded: {
    when: created,
    moves: ({ data }) => [{ part: 'variant', id: data.variant.sku, from: 'none', to: 'there' }],
  },
  ProductPriceChanged: {
    when: created,
    moves: ({ data }) => [{ part: 'variant', id: data.sku, from: 'there', to: 'there' }],
  },
  ProductPublished: { when: { status: 'draft archived' }, then: { status: 'active' } },
  ProductArchived: { when: { status: 'active' }, then: { status: 'archived' } },
  ProductClaimForfeited: {},
};

const free = { name: 'none free' };
const held = { name: 'held' };

/** A name unique in the whole shop: held by one product at a time. */
export const claimMachine: Machine<ClaimEvent> = {
  SkuClaimed: { when: free, then: held },
  SkuReleased: { when: held, then: { name: 'free' } },
  SlugClaimed: { when: free, then: held },
  SlugReleased: { when: held, then: { name: 'free' } },
};
