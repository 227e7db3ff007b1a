import { deepEqual, equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiscountTerms } from '@shop/shared-events';
import fc from 'fast-check';
import { agreedCharges, defaultCharges, discountOf, priceOrder, taxOf, type Charges } from './pricing.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';
import { share } from './rounding.ts';

const percent = (percentOff: number): DiscountTerms => ({ code: 'SALE', percentOff, amountOff: null });
const amount = (off: number): DiscountTerms => ({ code: 'SALE', percentOff: null, amountOff: { amount: off, currency: 'GBP' } });

describe('pricing', () => {
  it('adds line totals, tax and flat shipping', () => {
    deepEqual(priceOrder([{ quantity: 2, unitPrice: 1299 }], null, defaultCharges), {
      lines: [{ lineTotal: 2598, discount: 0, tax: 520 }],
      totals: { lines: 2598, discount: 0, tax: 520, shipping: 499, total: 3617 },
    });
  });

  it('ships free from 5000 of goods after discount', () => {
    equal(priceOrder([{ quantity: 1, unitPrice: 4999 }], null, defaultCharges).totals.shipping, 499);
    equal(priceOrder([{ quantity: 1, unitPrice: 5000 }], null, defaultCharges).totals.shipping, 0);
    equal(priceOrder([{ quantity: 1, unitPrice: 5000 }], amount(1), defaultCharges).totals.shipping, 499);
  });

  it('rounds a percentage of the goods half up', () => {
    equal(discountOf(250, percent(1)), 3);
    equal(discountOf(249, percent(1)), 2);
    equal(discountOf(999, percent(100)), 999);
  });

  it('never takes off more than the goods', () => {
    const { totals } = priceOrder([{ quantity: 1, unitPrice: 300 }], amount(1000), defaultCharges);
    deepEqual(totals, { lines: 300, discount: 300, tax: 0, shipping: 499, total: 499 });
  });

  it('rounds tax half up per line after discount', () => {
    equal(taxOf(2, 2500), 1);
    equal(taxOf(1, 4999), 0);
    equal(taxOf(1, 5000), 1);
  });

  it('splits a discount by largest remainder, equal remainders to the earlier line', () => {
    deepEqual(splitByLargestRemainder(100, [1, 1, 1]), [34, 33, 33]);
    deepEqual(splitByLargestRemainder(2, [1, 1, 1]), [1, 1, 0]);
    deepEqual(splitByLargestRemainder(10, [1, 8, 3]), [1, 7, 2]);
    deepEqual(splitByLargestRemainder(0, [0, 0]), [0, 0]);
    throws(() => splitByLargestRemainder(1, [0]), RangeError);
  });

  it('takes what staff agreed in place of the shop’s charges', () => {
    equal(agreedCharges(defaultCharges, null), defaultCharges);
    const agreed = agreedCharges(defaultCharges, { shipping: 1800, taxRate: 0 });
    const { totals } = priceOrder([{ quantity: 10, unitPrice: 1000 }], null, agreed);
    deepEqual(totals, { lines: 10_000, discount: 0, tax: 0, shipping: 1800, total: 11_800 });
    deepEqual(agreedCharges(defaultCharges, { shipping: null, taxRate: 500 }), { ...defaultCharges, taxRate: 500 });
  });

  it('is exact where products leave the safe integers', () => {
    const goods = 9_000_000_000_000_000;
    equal(share(goods, 9_999, 10_000), 8_999_100_000_000_000);
    equal(discountOf(goods - 1, percent(33)), 2_970_000_000_000_000);
    throws(() => priceOrder([{ quantity: 1_000_000, unitPrice: goods }], null, defaultCharges), RangeError);
  });

  const line = fc.record({
    quantity: fc.integer({ min: 1, max: 1_000_000 }),
    unitPrice: fc.integer({ min: 0, max: 50_000_000 }),
  });
  const terms = fc.option(
    fc.oneof(fc.integer({ min: 1, max: 100 }).map(percent), fc.integer({ min: 0, max: 10_000_000 }).map(amount)),
  );
  const charges: fc.Arbitrary<Charges> = fc.record({
    taxRate: fc.integer({ min: 0, max: 10_000 }),
    shipping: fc.integer({ min: 0, max: 100_000 }),
    freeShippingFrom: fc.option(fc.integer({ min: 0, max: 1_000_000 })),
  });

  it('total = Σ lines − Σ discounts + Σ tax + shipping, and no line is discounted below nothing', () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 60 }), terms, charges, (lines, discount, shop) => {
        const { lines: priced, totals } = priceOrder(lines, discount, shop);
        const sum = (of: (amounts: (typeof priced)[number]) => number) => priced.reduce((total, one) => total + of(one), 0);
        equal(
          sum((one) => one.lineTotal),
          totals.lines,
        );
        equal(
          sum((one) => one.discount),
          totals.discount,
        );
        equal(
          sum((one) => one.tax),
          totals.tax,
        );
        equal(totals.total, totals.lines - totals.discount + totals.tax + totals.shipping);
        for (const one of priced) ok(one.discount >= 0 && one.discount <= one.lineTotal && one.tax >= 0);
      }),
    );
  });

  it('a split adds up, and each part is within one unit of its exact share', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(weights, fc.double({ min: 0, max: 1, noNaN: true }), (parts, fraction) => {
        const total = parts.reduce((sum, part) => sum + part, 0);
        const whole = Math.floor(total * fraction);
        const shares = splitByLargestRemainder(whole, parts);
        equal(
          shares.reduce((sum, part) => sum + part, 0),
          whole,
        );
        shares.forEach((part, index) => {
          const exact = BigInt(whole) * BigInt(parts[index] ?? 0);
          const difference = BigInt(part) * BigInt(total) - exact;
          ok((difference < 0n ? -difference : difference) < BigInt(total) || total === 0);
        });
      }),
    );
  });
});
