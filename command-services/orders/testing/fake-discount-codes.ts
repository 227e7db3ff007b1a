import type { DiscountTerms } from '@shop/shared-events';
import type { DiscountCodes } from '../ports/discount-codes.ts';

/** Discount codes in memory: their terms, and how many redemptions are left. */
export class FakeDiscountCodes implements DiscountCodes {
  readonly journal: string[] = [];
  readonly #codes: Map<string, { readonly terms: DiscountTerms; readonly most: number; readonly orders: Set<string> }>;

  constructor(codes: readonly { readonly terms: DiscountTerms; readonly most: number }[] = []) {
    this.#codes = new Map(codes.map(({ terms, most }) => [terms.code, { terms, most, orders: new Set<string>() }]));
  }

  terms: DiscountCodes['terms'] = async (code) => {
    const known = this.#codes.get(code);
    return known && known.orders.size < known.most ? known.terms : null;
  };

  redeem: DiscountCodes['redeem'] = async ({ code, orderId }) => {
    const known = this.#codes.get(code);
    if (!known) return false;
    if (known.orders.has(orderId)) return true;
    if (known.orders.size >= known.most) return false;
    known.orders.add(orderId);
    this.journal.push(`redeem ${code}`);
    return true;
  };

  giveBack: DiscountCodes['giveBack'] = async ({ code, orderId }) => {
    if (this.#codes.get(code)?.orders.delete(orderId)) this.journal.push(`give back ${code}`);
  };
}
