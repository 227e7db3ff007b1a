import type { ProductEvent, Variant } from '@shop/shared-events';
import type { Recorded } from '../reading/recorded.ts';
import type { Availability } from '../stock/availability.ts';
import type { Product, ProductVariant } from './product.ts';

/** The variants an event adds to its product. */
export function addedVariants(event: Recorded<ProductEvent>): readonly Variant[] {
  if (event.type === 'ProductCreated') return event.data.variants;
  return event.type === 'VariantAdded' ? [event.data.variant] : [];
}

/**
 * The product after an event of its stream; null while there is none (a stream may begin with an event about
 * a claim). `availability` tells the buckets of the variants that the event adds.
 */
export function foldProduct(
  before: Product | null,
  event: Recorded<ProductEvent>,
  availability: (sku: string) => Availability,
): Product | null {
  const added = addedVariants(event).map((variant) => ({ ...variant, availability: availability(variant.sku) }));
  if (event.type === 'ProductCreated') return created(event, added);
  if (!before) return null;
  const seen: Product = { ...before, revision: event.revision };
  const changed: Product = { ...seen, updatedAt: event.metadata.decidedAt };
  switch (event.type) {
    case 'ProductDetailsUpdated':
      return { ...changed, ...withoutAbsent(event.data) };
    case 'VariantAdded':
      return { ...changed, variants: [...before.variants, ...added] };
    case 'ProductPriceChanged':
      return { ...changed, variants: withVariant(before.variants, event.data.sku, { price: event.data.price }) };
    case 'ProductPublished':
      return { ...changed, status: 'active' };
    case 'ProductArchived':
      return { ...changed, status: 'archived' };
    case 'ProductClaimForfeited':
      return seen;
    default:
      return event satisfies never;
  }
}

/** The variants with one of them changed. */
export function withVariant(
  variants: readonly ProductVariant[],
  sku: string,
  change: Partial<Pick<ProductVariant, 'price' | 'availability'>>,
): ProductVariant[] {
  return variants.map((variant) => (variant.sku === sku ? { ...variant, ...change } : variant));
}

function created(event: Extract<Recorded<ProductEvent>, { type: 'ProductCreated' }>, variants: ProductVariant[]): Product {
  const { productId, slug, name, description, category } = event.data;
  const at = event.metadata.decidedAt;
  const details = { id: productId, revision: event.revision, slug, name, description, category };
  return { ...details, status: 'draft', variants, createdAt: at, updatedAt: at };
}

/** Drops members that are `undefined`, so that spreading them does not erase what was there. */
function withoutAbsent<T extends object>(changes: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as never;
}
