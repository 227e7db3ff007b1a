import type { ProductEvent, Variant } from '@shop/shared-events';
import { given } from '@shop/platform/command-handling/given.ts';
import type { Claims, CreateProduct } from './commands.ts';
import { productDecider } from './decide.ts';

// What tests of products are written with.
export const productId = '0190a000-0000-7000-8000-000000000001';
export const gbp = (amount: number) => ({ amount, currency: 'GBP' });
export const variant = (sku: string, price: number | null = 1299): Variant => ({
  sku,
  options: { colour: 'blue' },
  price: price === null ? null : gbp(price),
});
export const claims = (...names: readonly string[]): Claims => new Map(names.map((name) => [name, 0]));
export const create = (variants: readonly Variant[], held: Claims): CreateProduct => ({
  type: 'CreateProduct',
  productId,
  slug: 'blue-mug',
  name: 'Blue mug',
  description: '',
  category: null,
  variants,
  claims: held,
});
export const created = (...variants: Variant[]): ProductEvent => ({
  type: 'ProductCreated',
  data: { productId, slug: 'blue-mug', name: 'Blue mug', description: '', category: null, variants },
});
export const published: ProductEvent = { type: 'ProductPublished', data: {} };
export const archived: ProductEvent = { type: 'ProductArchived', data: {} };
export const product = (...past: ProductEvent[]) => given(productDecider, ...past);
