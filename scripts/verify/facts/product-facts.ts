import type { ClaimEvent, Money, ProductEvent, Variant } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { Told } from '../core/told.ts';
import type { World } from './world.ts';

/** A price and the revision of the product from which on it holds. */
export interface PriceFrom {
  readonly revision: number;
  readonly price: Money | null;
}

export interface ProductFacts {
  slug: string | null;
  /** By SKU, oldest first. */
  readonly prices: Map<string, PriceFrom[]>;
  /** Revisions from which on it was listed (published) or not. */
  readonly listed: { readonly revision: number; readonly listed: boolean }[];
  /** Name → last revision of its claim that no longer counts. */
  readonly forfeited: Map<string, number>;
}

export function noProduct(): ProductFacts {
  return { slug: null, prices: new Map(), listed: [], forfeited: new Map() };
}

/** The price that held when the product stood at a revision; null where it had none. */
export function priceAt(product: Pick<ProductFacts, 'prices'>, sku: string, revision: number): Money | null {
  return product.prices.get(sku)?.findLast((one) => one.revision <= revision)?.price ?? null;
}

export function foldProduct(world: World, event: Told<ProductEvent>): void {
  const product = world.products.change(idOf(event.stream), noProduct);
  const { revision } = event;
  switch (event.type) {
    case 'ProductCreated':
      product.slug = event.data.slug;
      for (const variant of event.data.variants) addVariant(product, variant, revision);
      return;
    case 'ProductDetailsUpdated':
      product.slug = event.data.slug ?? product.slug;
      return;
    case 'VariantAdded':
      addVariant(product, event.data.variant, revision);
      return;
    case 'ProductPriceChanged':
      product.prices.get(event.data.sku)?.push({ revision, price: event.data.price });
      return;
    case 'ProductPublished':
      product.listed.push({ revision, listed: true });
      return;
    case 'ProductArchived':
      product.listed.push({ revision, listed: false });
      return;
    case 'ProductClaimForfeited':
      product.forfeited.set(event.data.name, event.data.claimRevision);
      return;
    default:
      event satisfies never;
  }
}

function addVariant(product: ProductFacts, { sku, price }: Variant, revision: number): void {
  product.prices.set(sku, [{ revision, price }]);
}

/** Who holds a name, and by which claim; `productId` is null where nobody does. */
export interface Holder {
  readonly productId: string | null;
  /** Revision of the last event of the name's stream. */
  readonly revision: number;
}

/** Folds one event of the streams `sku-…` and `slug-…`. */
export function foldClaim(world: World, event: Told<ClaimEvent>): void {
  const taken = event.type === 'SkuClaimed' || event.type === 'SlugClaimed';
  world.holders.set(event.stream, { productId: taken ? event.data.productId : null, revision: event.revision });
}
