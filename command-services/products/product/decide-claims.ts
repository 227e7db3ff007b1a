import type { ProductEvent } from '@shop/shared-events';
import { accept, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import { skuName, slugName } from '../claims/names.ts';
import type { Claims, ForfeitClaim } from './commands.ts';
import type { ProductState } from './state.ts';

/** Decided on this stream, so that either the product used the name before, or it never can on this claim. */
export function forfeit({ name, claimRevision }: ForfeitClaim, state: ProductState): Decision<ProductEvent> {
  if (usesName(state, name)) return refuse('name-in-use', 'The product uses this name.');
  if ((state.forfeited.get(name) ?? -1) >= claimRevision) return nothing;
  return accept({ type: 'ProductClaimForfeited', data: { name, claimRevision } });
}

/** Whether the name of a claim (`sku-…`, `slug-…`) is this product's by its own events. */
export function usesName(state: ProductState, name: string): boolean {
  if (state.status === 'none') return false;
  return name === slugName(state.slug) || [...state.variants.keys()].some((sku) => name === skuName(sku));
}

/**
 * The event, unless a name it uses is not claimed or its claim was taken away (`claim-lost`); nothing where
 * the names are not claimed yet.
 */
export function onClaims(
  claims: Claims,
  names: readonly string[],
  state: ProductState,
  event: ProductEvent,
): Decision<ProductEvent> {
  if (claims === 'unclaimed') return nothing;
  for (const name of names) {
    if ((claims.get(name) ?? -1) <= (state.forfeited.get(name) ?? -1)) {
      return refuse('claim-lost', 'The name is not claimed for this product any more.', { name });
    }
  }
  return accept(event);
}
