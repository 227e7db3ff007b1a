import type { DiscountTerms, PlacedLine, Totals } from '@shop/shared-events';

export type Unpriced = Omit<PlacedLine, 'lineTotal' | 'discount' | 'tax'>;

/** What is charged beside the goods: minor units, basis points. */
export const charges = { shipping: 499, taxRate: 2_000 };

/** Prices lines in the plainest way; the odd pennies of a discount to the first lines. */
export function priced(
  lines: readonly Unpriced[],
  terms: DiscountTerms | null,
  { shipping, taxRate } = charges,
): { lines: PlacedLine[]; totals: Totals } {
  const goods = lines.reduce((sum, { quantity, unitPrice }) => sum + quantity * unitPrice, 0);
  const off =
    terms === null
      ? 0
      : terms.percentOff === null
        ? Math.min(terms.amountOff?.amount ?? 0, goods)
        : Math.round((goods * terms.percentOff) / 100);
  const shares = lines.map(({ quantity, unitPrice }) => Math.floor((off * quantity * unitPrice) / goods));
  let odd = off - shares.reduce((sum, share) => sum + share, 0);
  const placed = lines.map((line, index): PlacedLine => {
    const lineTotal = line.quantity * line.unitPrice;
    const discount = (shares[index] ?? 0) + (odd-- > 0 ? 1 : 0);
    return { ...line, lineTotal, discount, tax: Math.round(((lineTotal - discount) * taxRate) / 10_000) };
  });
  const tax = placed.reduce((sum, line) => sum + line.tax, 0);
  const total = goods - off + tax + shipping;
  return { lines: placed, totals: { lines: goods, discount: off, tax, shipping, total } };
}
