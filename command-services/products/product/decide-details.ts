import type { ProductEvent } from '@shop/shared-events';
import { type Decision, nothing } from '@shop/platform/command-handling/decider.ts';
import { slugName } from '../claims/names.ts';
import type { DetailChanges, UpdateProductDetails } from './commands.ts';
import { onClaims } from './decide-claims.ts';
import type { ProductState } from './state.ts';

/** Tells only what changes; nothing where everything already is as asked. A new slug rests on its claim. */
export function decideDetails({ changes, claims }: UpdateProductDetails, state: ProductState): Decision<ProductEvent> {
  const changed: DetailChanges = {
    ...differing('slug', changes, state),
    ...differing('name', changes, state),
    ...differing('description', changes, state),
    ...differing('category', changes, state),
  };
  if (Object.keys(changed).length === 0) return nothing;
  const names = changed.slug === undefined ? [] : [slugName(changed.slug)];
  return onClaims(claims, names, state, { type: 'ProductDetailsUpdated', data: changed });
}

function differing<K extends keyof DetailChanges>(
  key: K,
  changes: DetailChanges,
  state: ProductState,
): Pick<DetailChanges, K> | null {
  const wanted = changes[key];
  return wanted === undefined || wanted === state[key] ? null : ({ [key]: wanted } as Pick<DetailChanges, K>);
}
