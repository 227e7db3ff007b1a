import type { Money } from '@shop/shared-events';

/** A SKU as it is sold at this moment. */
export interface Offer {
  readonly sku: string;
  readonly productId: string;
  readonly name: string;
  readonly price: Money;
  /** Revision of the product that holds the price. */
  readonly priceRevision: number;
}

/** The catalogue as the product service decides on it: never behind an acknowledged price change. */
export interface Catalogue {
  /**
   * The offers of active, priced variants; other SKUs are absent. With `includeUnlisted` (staff bringing in
   * history) archived products count too.
   */
  offers(skus: readonly string[], options?: { readonly includeUnlisted?: boolean }): Promise<ReadonlyMap<string, Offer>>;
}
