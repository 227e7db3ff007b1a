import type { Money } from '@shop/shared-events';
import type { Aggregates } from './aggregates.ts';
import type { ProductState } from './product/state.ts';

/** A SKU as it is sold at this moment. */
export interface Offer {
  readonly sku: string;
  readonly productId: string;
  readonly name: string;
  readonly price: Money;
  /** Revision of the product that holds the price. */
  readonly priceRevision: number;
}

/** The catalogue as commands have left it: never behind an acknowledged one. */
export interface Catalogue {
  /**
   * The offers of active, priced variants; other SKUs are absent. With `includeUnlisted` archived products
   * count too.
   */
  offers(skus: readonly string[], options?: { readonly includeUnlisted?: boolean }): Promise<ReadonlyMap<string, Offer>>;
}

const mostRemembered = 100_000;

export function createCatalogue({ products, skus: claims }: Pick<Aggregates, 'products' | 'skus'>): Catalogue {
  // A variant stays with its product for ever, so where one was once found is worth keeping.
  const productOf = new Map<string, string>();

  async function offer(sku: string, includeUnlisted: boolean): Promise<Offer | null> {
    const productId = productOf.get(sku) ?? (await claims.load(sku)).state.owner;
    if (productId === null) return null;
    const { state, revision } = await products.load(productId);
    const variant = state.variants.get(sku);
    if (!variant) return null;
    if (productOf.size >= mostRemembered) productOf.clear();
    productOf.set(sku, productId);
    if (!isListed(state, includeUnlisted) || variant.price === null) return null;
    return { sku, productId, name: state.name, price: variant.price, priceRevision: revision };
  }

  return {
    async offers(skus, { includeUnlisted = false } = {}) {
      const unique = [...new Set(skus)];
      const offers = await Promise.all(unique.map((sku) => offer(sku, includeUnlisted)));
      return new Map(offers.flatMap((found) => (found ? [[found.sku, found] as const] : [])));
    },
  };
}

function isListed({ status }: ProductState, includeUnlisted: boolean): boolean {
  return status === 'active' || (includeUnlisted && status === 'archived');
}
