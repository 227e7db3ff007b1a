import { equal, ok, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultCharges, priceOrder } from './pricing.ts';
import { worthOfUnits } from './refund-share.ts';

describe('what returned units are worth', () => {
  const line = { quantity: 3, lineTotal: 1000, discount: 0, tax: 0 };

  it('adds up exactly when units come back one by one', () => {
    equal(worthOfUnits([line], 0, 1), 333);
    equal(worthOfUnits([line], 1, 1), 334);
    equal(worthOfUnits([line], 2, 1), 333);
    equal(worthOfUnits([line], 0, 3), 1000);
  });

  it('carries the share of discount and tax', () => {
    equal(worthOfUnits([{ quantity: 2, lineTotal: 2000, discount: 500, tax: 300 }], 0, 1), 900);
  });

  it('uses up the lines of one article in their order', () => {
    const lines = [
      { quantity: 1, lineTotal: 100, discount: 0, tax: 20 },
      { quantity: 2, lineTotal: 400, discount: 0, tax: 80 },
    ];
    equal(worthOfUnits(lines, 0, 2), 360);
    equal(worthOfUnits(lines, 2, 1), 240);
  });

  it('refuses units that were never ordered', () => {
    throws(() => worthOfUnits([line], 2, 2), RangeError);
  });

  it('parts in any order sum to the goods with tax, never more', () => {
    const lines = fc.array(
      fc.record({ quantity: fc.integer({ min: 1, max: 12 }), unitPrice: fc.integer({ min: 0, max: 99_999 }) }),
      { minLength: 1, maxLength: 5 },
    );
    const cuts = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 60 });
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 100 }), cuts, (asked, percentOff, parts) => {
        const { lines: priced, totals } = priceOrder(asked, { code: 'SALE', percentOff, amountOff: null }, defaultCharges);
        const worths = priced.map((amounts, index) => ({ ...amounts, quantity: asked[index]?.quantity ?? 0 }));
        const ordered = worths.reduce((sum, one) => sum + one.quantity, 0);
        let returned = 0;
        let refunded = 0;
        for (const part of [...parts, ordered]) {
          const units = Math.min(part, ordered - returned);
          const worth = worthOfUnits(worths, returned, units);
          ok(worth >= 0);
          returned += units;
          refunded += worth;
          ok(refunded <= totals.total - totals.shipping);
        }
        equal(refunded, totals.total - totals.shipping);
      }),
    );
  });
});
