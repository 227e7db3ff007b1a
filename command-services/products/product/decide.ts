import type { ProductEvent, Variant } from '@shop/shared-events';
import { accept, type Decider, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import { skuName, slugName } from '../claims/names.ts';
import type { AddVariant, ChangePrice, CreateProduct, ProductCommand } from './commands.ts';
import { forfeit, onClaims } from './decide-claims.ts';
import { decideDetails } from './decide-details.ts';
import { evolve, noProduct, type ProductState, type ProductStatus } from './state.ts';

export const mostVariants = 50;

type ProductDecision = Decision<ProductEvent>;

/** Where a product may go from each status. */
const transitions: Readonly<Record<ProductStatus, readonly ProductStatus[]>> = {
  none: [],
  draft: ['active'],
  active: ['archived'],
  archived: ['active'],
};

/** The rules of a product. That names are unique in the whole shop is held by claims, which commands bring along. */
export const productDecider: Decider<ProductState, ProductCommand, ProductEvent> = { initial: noProduct, decide, evolve };

function decide(command: ProductCommand, state: ProductState): ProductDecision {
  if (command.type === 'CreateProduct') return create(command, state);
  if (command.type === 'ForfeitClaim') return forfeit(command, state);
  if (state.status === 'none') return refuse('not-found', 'There is no such product.');
  switch (command.type) {
    case 'UpdateProductDetails':
      return decideDetails(command, state);
    case 'AddVariant':
      return addVariant(command, state);
    case 'ChangePrice':
      return changePrice(command, state);
    case 'PublishProduct':
      return publish(state);
    case 'ArchiveProduct':
      return transition(state, 'archived') ?? accept({ type: 'ProductArchived', data: {} });
    default:
      return command satisfies never;
  }
}

function create({ type: _, claims, ...product }: CreateProduct, state: ProductState): ProductDecision {
  if (state.status !== 'none') return refuse('already-exists', 'There is a product of this id.');
  const twice = firstTwice(product.variants);
  if (twice !== undefined) return skuTaken(twice);
  if (product.variants.length > mostVariants) return tooManyVariants;
  const names = [slugName(product.slug), ...product.variants.map(({ sku }) => skuName(sku))];
  return onClaims(claims, names, state, { type: 'ProductCreated', data: { ...product, variants: [...product.variants] } });
}

function addVariant({ variant, claims }: AddVariant, state: ProductState): ProductDecision {
  if (state.variants.has(variant.sku)) return skuTaken(variant.sku);
  if (state.variants.size >= mostVariants) return tooManyVariants;
  return onClaims(claims, [skuName(variant.sku)], state, { type: 'VariantAdded', data: { variant } });
}

function changePrice({ sku, price }: ChangePrice, state: ProductState): ProductDecision {
  const variant = state.variants.get(sku);
  if (!variant) return refuse('not-found', 'The product has no variant of this SKU.');
  const previousPrice = variant.price;
  if (previousPrice?.amount === price.amount && previousPrice.currency === price.currency) return nothing;
  return accept({ type: 'ProductPriceChanged', data: { sku, price, previousPrice } });
}

function publish(state: ProductState): ProductDecision {
  const refused = transition(state, 'active');
  if (refused) return refused;
  if (![...state.variants.values()].some((variant) => variant.price)) {
    return refuse('not-publishable', 'Publishing needs a variant with a price.');
  }
  return accept({ type: 'ProductPublished', data: {} });
}

function transition({ status }: ProductState, to: ProductStatus): ProductDecision | null {
  const allowed = transitions[status];
  if (allowed.includes(to)) return null;
  return refuse('invalid-transition', `A product that is ${status} cannot become ${to}.`, { current: status, allowed });
}

/** The refusal of a SKU that another variant of the shop has. */
export function skuTaken(sku: string) {
  return refuse('sku-taken', `The SKU ${sku} belongs to another variant.`, { sku });
}

const tooManyVariants = refuse('variant-limit-reached', `A product has at most ${mostVariants} variants.`);

function firstTwice(variants: readonly Variant[]): string | undefined {
  const seen = new Set<string>();
  for (const { sku } of variants) {
    if (seen.has(sku)) return sku;
    seen.add(sku);
  }
  return undefined;
}
