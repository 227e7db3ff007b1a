import type { DiscountTerms, Totals } from '@shop/shared-events';
import { splitByLargestRemainder } from './largest-remainder.ts';

/** What the shop charges beside the goods: amounts in minor units, the rate in basis points. */
export interface Charges {
  readonly taxRate: number;
  readonly shipping: number;
  /** Goods after discount from which shipping costs nothing; null where it is never free. */
  readonly freeShippingFrom: number | null;
}

export const defaultCharges: Charges = { taxRate: 2_000, shipping: 499, freeShippingFrom: 5_000 };

/** What staff agreed in place of the shop's charges; null where nothing was. */
export type AgreedCharges = { readonly shipping: number | null; readonly taxRate: number | null };

export interface PricedUnits {
  readonly quantity: number;
  readonly unitPrice: number;
}

/**
 * What a draft would come to if it were placed now, at the prices it shows; the order service decides when it
 * is placed. Tax per line after discount, rounded half up; the discount split by largest remainder; shipping
 * flat and untaxed. An empty draft costs nothing. Minor units of one currency.
 */
export function draftTotals(
  lines: readonly PricedUnits[],
  terms: DiscountTerms | null,
  agreed: AgreedCharges | null,
  charges: Charges,
): Totals {
  const lineTotals = lines.map(({ quantity, unitPrice }) => quantity * unitPrice);
  const goods = sum(lineTotals);
  const discount = discountOn(goods, terms);
  const shares = discount === 0 ? [] : splitByLargestRemainder(discount, lineTotals);
  const taxRate = agreed?.taxRate ?? charges.taxRate;
  const tax = sum(lineTotals.map((lineTotal, index) => roundedShare(lineTotal - (shares[index] ?? 0), taxRate, 10_000)));
  const shipping = lines.length === 0 ? 0 : (agreed?.shipping ?? flatShipping(goods - discount, charges));
  return { lines: goods, discount, tax, shipping, total: goods - discount + tax + shipping };
}

function discountOn(goods: number, terms: DiscountTerms | null): number {
  if (terms === null) return 0;
  if (terms.percentOff !== null) return roundedShare(goods, terms.percentOff, 100);
  return Math.min(terms.amountOff?.amount ?? 0, goods);
}

function flatShipping(goods: number, { freeShippingFrom, shipping }: Charges): number {
  return freeShippingFrom !== null && goods >= freeShippingFrom ? 0 : shipping;
}

/** amount × numerator / denominator, rounded half up; exact beyond 2^53. */
function roundedShare(amount: number, numerator: number, denominator: number): number {
  return Number((2n * BigInt(amount) * BigInt(numerator) + BigInt(denominator)) / (2n * BigInt(denominator)));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}
