import { ok } from 'node:assert/strict';
import { manualClock } from '@shop/platform/clock/manual.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { Variant } from '@shop/shared-events';
import type { ClaimableName } from '../claims/names.ts';
import { causeOf, setUp, startOfTests } from '../testing.ts';
import type { NewProduct, ProductOutcome } from './product-commands.ts';

// What tests of products and their claims are written with.
export const productId = (name: string): string => derivedId('product', name);
export const variant = (sku: string): Variant => ({ sku, options: {}, price: { amount: 100, currency: 'GBP' } });
export const mug = (name: string, skus: readonly string[], slug?: string): NewProduct => ({
  productId: productId(name),
  name: 'Blue mug',
  slug,
  description: '',
  category: null,
  variants: skus.map(variant),
});
export const sku = (value: string): ClaimableName => ({ kind: 'sku', value });
export const accepted = (outcome: ProductOutcome) => {
  ok(outcome.accepted, outcome.accepted ? '' : outcome.refusal.detail);
  return outcome;
};
export const refusal = (outcome: ProductOutcome): unknown[] =>
  outcome.accepted ? [] : [outcome.refusal.code, outcome.refusal.extra];

/** A process that claimed and died, long enough ago that nobody waits for it. */
export async function afterCrash(names: readonly ClaimableName[], owner = 'crashed') {
  const clock = manualClock(startOfTests);
  const process = setUp({ clock });
  for (const name of names) await process.claims.claim(name, productId(owner), causeOf(owner));
  await clock.advance(61_000);
  return process;
}

/** A store on which another process claims `stolen` the moment before `stream` is first appended to. */
export function stealing({ claims, store }: ReturnType<typeof setUp>, stream: string, stolen: string): EventStore {
  return {
    append: async (name, expected, events) => {
      if (name === stream && expected === 'no_stream') await claims.claim(sku(stolen), productId('thief'), causeOf('thief'));
      return store.append(name, expected, events);
    },
    readStream: (name, options) => store.readStream(name, options),
    readAll: (options) => store.readAll(options),
    subscribeAll: (options) => store.subscribeAll(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}
