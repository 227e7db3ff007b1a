import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultCharges, draftTotals } from './draft-totals.ts';
import { splitByLargestRemainder } from './largest-remainder.ts';

const lines = [
  { quantity: 2, unitPrice: 1_299 },
  { quantity: 1, unitPrice: 1 },
];
const percent = (percentOff: number) => ({ code: 'SALE', percentOff, amountOff: null });
const amount = (off: number) => ({ code: 'SALE', percentOff: null, amountOff: { amount: off, currency: 'GBP' } });

describe("a draft's totals", () => {
  it('are nothing while it is empty', () => {
    deepStrictEqual(draftTotals([], percent(10), null, defaultCharges), { lines: 0, discount: 0, tax: 0, shipping: 0, total: 0 });
  });

  it('hold tax per line rounded half up, and flat shipping', () => {
    // 2598 × 20% = 519.6; 1 × 20% = 0.2
    deepStrictEqual(draftTotals(lines, null, null, defaultCharges), {
      lines: 2_599,
      discount: 0,
      tax: 520,
      shipping: 499,
      total: 3_618,
    });
  });

  it('take tax on what the discount leaves of each line', () => {
    // 10% of 2599 is 259.9, that is 260, all of it on the first line: 2338 × 20% = 467.6
    deepStrictEqual(draftTotals(lines, percent(10), null, defaultCharges), {
      lines: 2_599,
      discount: 260,
      tax: 468,
      shipping: 499,
      total: 3_306,
    });
  });

  it('never have more discount than goods', () => {
    deepStrictEqual(draftTotals(lines, amount(9_999), null, defaultCharges), {
      lines: 2_599,
      discount: 2_599,
      tax: 0,
      shipping: 499,
      total: 499,
    });
  });

  it('ship for nothing from 50.00 of goods after discount', () => {
    const goods = [{ quantity: 1, unitPrice: 5_000 }];
    strictEqual(draftTotals(goods, null, null, defaultCharges).shipping, 0);
    strictEqual(draftTotals(goods, amount(1), null, defaultCharges).shipping, 499);
  });

  it('follow what staff agreed', () => {
    const agreed = { shipping: 0, taxRate: 500 };
    deepStrictEqual(draftTotals(lines, null, agreed, defaultCharges), {
      lines: 2_599,
      discount: 0,
      tax: 130,
      shipping: 0,
      total: 2_729,
    });
  });
});

describe('splitting by largest remainder', () => {
  it('gives what is left to the largest remainders, of equal ones to the earlier', () => {
    deepStrictEqual(splitByLargestRemainder(10, [1, 1, 1]), [4, 3, 3]);
    deepStrictEqual(splitByLargestRemainder(10, [1, 1, 4]), [2, 2, 6]);
    deepStrictEqual(splitByLargestRemainder(5, [0, 0]), [5, 0]);
  });

  it('adds up to the amount, each part within one of its exact share', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.array(fc.nat(2 ** 30), { minLength: 1 }), (whole, weights) => {
        const parts = splitByLargestRemainder(whole, weights);
        strictEqual(
          parts.reduce((sum, part) => sum + part, 0),
          whole,
        );
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        if (total > 0) parts.forEach((part, index) => ok(Math.abs(part - (whole * (weights[index] ?? 0)) / total) <= 1.5));
      }),
    );
  });
});
