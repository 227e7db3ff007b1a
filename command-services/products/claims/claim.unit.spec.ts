import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ClaimEvent } from '@shop/shared-events';
import { given } from '@shop/platform/command-handling/given.ts';
import { claimDecider } from './claim.ts';

const mug = '0190a000-0000-7000-8000-00000000000a';
const cup = '0190a000-0000-7000-8000-00000000000b';
const claimed = (productId: string): ClaimEvent => ({ type: 'SkuClaimed', data: { sku: 'A', productId } });
const released = (productId: string): ClaimEvent => ({ type: 'SkuReleased', data: { sku: 'A', productId } });
const claim = (productId: string, over?: { owner: string; claimedAt: number }) =>
  ({ type: 'Claim', value: 'A', productId, ...(over ? { over } : {}) }) as const;
const release = (productId: string, claimedAt: number) => ({ type: 'Release', value: 'A', productId, claimedAt }) as const;
const sku = (...past: ClaimEvent[]) => given(claimDecider('sku'), ...past);

describe('a claim', () => {
  it('takes a free name', () => sku().when(claim(mug)).then(claimed(mug)));
  it('takes a name that was released', () => sku(claimed(cup), released(cup)).when(claim(mug)).then(claimed(mug)));
  it("is refused on another product's name, telling whose claim it is", () =>
    sku(claimed(cup), released(cup), claimed(cup)).when(claim(mug)).refused('taken', { owner: cup, claimedAt: 2 }));
  it("succeeds on the product's own name and begins anew, so that a retry after a crash goes on", () => {
    sku(claimed(mug)).when(claim(mug)).then(released(mug), claimed(mug));
    deepStrictEqual(sku(claimed(mug), released(mug), claimed(mug)).state, { owner: mug, claimedAt: 2, revision: 2 });
  });
  it('takes over a forfeited claim, as long as it still is that very one', () => {
    sku(claimed(cup))
      .when(claim(mug, { owner: cup, claimedAt: 0 }))
      .then(released(cup), claimed(mug));
    sku(claimed(cup), released(cup), claimed(cup))
      .when(claim(mug, { owner: cup, claimedAt: 0 }))
      .refused('taken');
    sku(claimed(cup), released(cup))
      .when(claim(mug, { owner: cup, claimedAt: 0 }))
      .then(claimed(mug));
  });
  it('is released by its owner alone, and only the very one', () => {
    sku(claimed(mug)).when(release(mug, 0)).then(released(mug));
    sku(claimed(mug)).when(release(cup, 0)).then();
    sku(claimed(mug), released(mug), claimed(mug)).when(release(mug, 0)).then();
    sku(claimed(mug), released(mug)).when(release(mug, 0)).then();
  });
  it('of a slug has the same rules', () =>
    given(claimDecider('slug'))
      .when({ type: 'Claim', value: 'blue-mug', productId: mug })
      .then({ type: 'SlugClaimed', data: { slug: 'blue-mug', productId: mug } }));
});
