import type { Catalogue, Offer } from '../ports/catalogue.ts';

/** A catalogue in memory: prices by SKU in pence; SKUs that begin with `OLD` are archived. */
export class FakeCatalogue implements Catalogue {
  readonly prices: Map<string, number>;
  asked = 0;

  constructor(prices: Readonly<Record<string, number>>) {
    this.prices = new Map(Object.entries(prices));
  }

  offers: Catalogue['offers'] = async (skus, options) => {
    this.asked++;
    return new Map(
      skus.flatMap((sku): [string, Offer][] => {
        const price = this.prices.get(sku);
        if (price === undefined || (sku.startsWith('OLD') && !options?.includeUnlisted)) return [];
        const productId = '01890a5d-0000-7000-8000-00000000cafe';
        return [[sku, { sku, productId, name: `Article ${sku}`, price: { amount: price, currency: 'GBP' }, priceRevision: 4 }]];
      }),
    );
  };
}
