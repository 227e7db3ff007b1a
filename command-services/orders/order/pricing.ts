import type { DiscountTerms, Totals } from '@shop/shared-events';
import { splitByLargestRemainder } from './largest-remainder.ts';
import { safe, share } from './rounding.ts';

/** What the shop charges beside the goods. Amounts in minor units, the rate in basis points. */
export interface Charges {
  readonly taxRate: number;
  readonly shipping: number;
  /** Goods after discount from which shipping costs nothing; `null` where it is never free. */
  readonly freeShippingFrom: number | null;
}

export const defaultCharges: Charges = { taxRate: 2_000, shipping: 499, freeShippingFrom: 5_000 };

export interface UnpricedLine {
  readonly quantity: number;
  readonly unitPrice: number;
}

export interface LineAmounts {
  readonly lineTotal: number;
  readonly discount: number;
  readonly tax: number;
}

export interface Priced {
  readonly lines: readonly LineAmounts[];
  readonly totals: Totals;
}

/**
 * Prices an order in minor units of one currency: `total = Σ lines − Σ discounts + Σ tax + shipping`. The
 * discount is at most the goods; tax is per line on what is left of it, rounded half up; shipping is not
 * taxed. Throws `RangeError` where an amount would not fit a safe integer.
 */
export function priceOrder(lines: readonly UnpricedLine[], terms: DiscountTerms | null, charges: Charges): Priced {
  const lineTotals = lines.map((line) => safe(BigInt(line.quantity) * BigInt(line.unitPrice)));
  const goods = safe(lineTotals.reduce((sum, lineTotal) => sum + BigInt(lineTotal), 0n));
  const discount = discountOf(goods, terms);
  const shares = splitByLargestRemainder(discount, lineTotals);
  const priced = lineTotals.map((lineTotal, index): LineAmounts => {
    const off = shares[index] ?? 0;
    return { lineTotal, discount: off, tax: taxOf(lineTotal - off, charges.taxRate) };
  });
  const tax = priced.reduce((sum, line) => sum + BigInt(line.tax), 0n);
  const shipping = shippingFor(goods - discount, charges);
  const total = safe(BigInt(goods) - BigInt(discount) + tax + BigInt(shipping));
  return { lines: priced, totals: { lines: goods, discount, tax: safe(tax), shipping, total } };
}

/** What the terms take off goods of this worth: a percentage rounded half up, or the amount, never more than the goods. */
export function discountOf(goods: number, terms: DiscountTerms | null): number {
  if (terms === null) return 0;
  if (terms.percentOff !== null) return share(goods, terms.percentOff, 100);
  return Math.min(terms.amountOff?.amount ?? 0, goods);
}

/** Tax on a net amount at a rate in basis points, rounded half up. */
export function taxOf(net: number, basisPoints: number): number {
  return share(net, basisPoints, 10_000);
}

function shippingFor(goodsAfterDiscount: number, charges: Charges): number {
  const free = charges.freeShippingFrom !== null && goodsAfterDiscount >= charges.freeShippingFrom;
  return free ? 0 : charges.shipping;
}

/** The shop's charges with what staff agreed in their place: an agreed shipping is charged as it stands. */
export function agreedCharges(
  charges: Charges,
  agreement: { readonly shipping: number | null; readonly taxRate: number | null } | null,
): Charges {
  if (agreement === null) return charges;
  return {
    taxRate: agreement.taxRate ?? charges.taxRate,
    ...(agreement.shipping === null
      ? { shipping: charges.shipping, freeShippingFrom: charges.freeShippingFrom }
      : { shipping: agreement.shipping, freeShippingFrom: null }),
  };
}
