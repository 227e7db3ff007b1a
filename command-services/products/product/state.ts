import type { ProductEvent, Variant } from '@shop/shared-events';

/** `none`: there is no such product (yet). */
export type ProductStatus = 'none' | 'draft' | 'active' | 'archived';

export interface ProductState {
  readonly status: ProductStatus;
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  /** By SKU, in the order in which they were added. */
  readonly variants: ReadonlyMap<string, Variant>;
  /**
   * Claims taken from this product because it never used them: name → the last revision of the claim's
   * stream that no longer counts. A command that rests on such a claim comes too late.
   */
  readonly forfeited: ReadonlyMap<string, number>;
}

export const noProduct: ProductState = {
  status: 'none',
  productId: '',
  slug: '',
  name: '',
  description: '',
  category: null,
  variants: new Map(),
  forfeited: new Map(),
};

/** Folds one event of `product-{productId}`. */
export function evolve(state: ProductState, event: ProductEvent): ProductState {
  switch (event.type) {
    case 'ProductCreated': {
      const { variants, ...details } = event.data;
      return { ...state, ...details, status: 'draft', variants: new Map(variants.map((variant) => [variant.sku, variant])) };
    }
    case 'ProductDetailsUpdated': {
      const { slug, name, description, category } = event.data;
      return {
        ...state,
        slug: slug ?? state.slug,
        name: name ?? state.name,
        description: description ?? state.description,
        category: category === undefined ? state.category : category,
      };
    }
    case 'VariantAdded':
      return withVariant(state, event.data.variant);
    case 'ProductPriceChanged': {
      const variant = state.variants.get(event.data.sku);
      return variant ? withVariant(state, { ...variant, price: event.data.price }) : state;
    }
    case 'ProductPublished':
      return { ...state, status: 'active' };
    case 'ProductArchived':
      return { ...state, status: 'archived' };
    case 'ProductClaimForfeited': {
      const { name, claimRevision } = event.data;
      return { ...state, forfeited: new Map(state.forfeited).set(name, claimRevision) };
    }
    default:
      return event satisfies never;
  }
}

function withVariant(state: ProductState, variant: Variant): ProductState {
  return { ...state, variants: new Map(state.variants).set(variant.sku, variant) };
}
