import type { Product } from '@shop/product-queries/catalogue/product.ts';
import { listedCollection, listedProduct, searchedCollection } from '@shop/product-queries/product-list/listed.ts';
import type { CollectionSpec, ProjectionSpec, Write } from '@shop/platform/read-store/port.ts';

const VOCABULARY = 8_000;

/** The two collections of the product list. */
export const productSpec: ProjectionSpec = {
  name: 'product-list',
  version: 1,
  collections: [listedCollection as CollectionSpec, searchedCollection as CollectionSpec],
};

/** Products that follow from their number: words as frequent as words are (Zipf), twenty categories, a few variants. */
export class Products {
  readonly words = Array.from({ length: VOCABULARY }, (_, at) => wordOf(at));
  #seed = 7;

  make(count: number): Product[] {
    return Array.from({ length: count }, (_, at) => this.#product(at));
  }

  upTo(most: number): number {
    this.#seed = (this.#seed * 48_271) % 2_147_483_647;
    return this.#seed % most;
  }

  #text(words: number): string {
    const rank = (): number => Math.floor(VOCABULARY ** (this.upTo(1_000_000) / 1_000_000)) - 1;
    return Array.from({ length: words }, () => this.words[rank()] ?? '').join(' ');
  }

  #product(at: number): Product {
    const instant = new Date(1.6e12 + at * 60_000).toISOString();
    const variants = Array.from({ length: 1 + this.upTo(3) }, (_, variant) => ({
      sku: `${10_000 + at}${'ABC'[variant]}`,
      price: { amount: 100 + this.upTo(5_000), currency: 'GBP' },
      options: {
        colour: pick(['red', 'blue', 'green', 'white', 'black'], this.upTo(5)),
        size: pick(['S', 'M', 'L'], this.upTo(3)),
      },
      availability: pick(['IN_STOCK', 'LOW_STOCK', 'OUT_OF_STOCK'] as const, this.upTo(3)),
    }));
    return {
      ...{
        id: `00000000-0000-8000-8000-${String((at * 7_919) % 1_000_000_007).padStart(12, '0')}`,
        slug: `product-${at}`,
        revision: 1,
        status: 'active',
        variants,
      },
      ...{ name: this.#text(4), description: this.#text(30), createdAt: instant, updatedAt: instant },
      category: `category-${Math.floor(20 * (this.upTo(1_000) / 1_000) ** 2)}`,
    };
  }
}

/** What the projection of the product list writes for a product. */
export function writesOf(product: Product): Write[] {
  return [
    { kind: 'put', collection: listedCollection.name, key: product.id, document: listedProduct(product) },
    { kind: 'put', collection: searchedCollection.name, key: product.id, document: product },
  ];
}

function pick<T>(of: readonly T[], at: number): T {
  return of[at % of.length] as T;
}

function wordOf(at: number): string {
  let word = '';
  for (let rest = at + 7; rest > 0; rest = Math.floor(rest / 26)) word += 'etaoinshrdlucmfwypvbgkjqxz'[rest % 26];
  return `${word}e`;
}
