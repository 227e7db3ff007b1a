import { deepStrictEqual, equal } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { DiscountTerms } from '@shop/shared-events';
import type { DiscountCodes } from '../discount-codes.ts';
import { contractCause as cause } from './cause.ts';

/** A code that may be redeemed `most` times. */
export interface Code {
  readonly terms: DiscountTerms;
  readonly most: number;
}

const at = '2026-01-01T00:00:00.000Z';

/** What every {@link DiscountCodes} keeps to. `open` gives one that knows these codes. */
export function discountCodesContract(name: string, open: (codes: readonly Code[]) => Promise<DiscountCodes>): void {
  describe(`${name}: discount codes`, () => {
    let codes: DiscountCodes;
    let run = 0;
    let code = '';
    let terms: DiscountTerms;
    beforeEach(async () => {
      run++;
      code = `SALE-${run}`;
      terms = { code, percentOff: null, amountOff: { amount: 500, currency: 'GBP' } };
      codes = await open([{ terms, most: 2 }]);
    });
    const redeem = (order: string) => codes.redeem({ code, orderId: `${order}${run}`, at }, cause(`redeem ${order}`));
    const giveBack = (order: string) =>
      codes.giveBack({ code, orderId: `${order}${run}`, reason: 'cancelled' }, cause(`give back ${order}`));

    it('tell their terms while they may be used', async () => {
      deepStrictEqual(await codes.terms(code, at), terms);
      for (const order of ['a', 'b']) await redeem(order);
      equal(await codes.terms(code, at), null);
    });
    it('are redeemed by an order once, however often it asks, and by no more orders than they may', async () => {
      for (const order of ['a', 'a', 'a', 'b']) equal(await redeem(order), true);
      equal(await redeem('c'), false);
      equal(await redeem('a'), true);
    });
    it('of many orders at once take exactly as many as they may', async () => {
      const answers = await Promise.all(Array.from({ length: 30 }, (_, order) => redeem(`many ${order} `)));
      equal(answers.filter(Boolean).length, 2);
    });
    it('are there for another order once they were given back, which may be done again', async () => {
      for (const order of ['a', 'b']) await redeem(order);
      for (const order of ['a', 'a', 'nobody']) await giveBack(order);
      equal(await redeem('c'), true);
      equal(await redeem('d'), false);
    });
    it('that nobody made have no terms, no redemption, and nothing to give back', async () => {
      const request = { code: 'UNKNOWN', orderId: 'o', at };
      equal(await codes.terms('UNKNOWN', at), null);
      equal(await codes.redeem(request, cause('unknown')), false);
      await codes.giveBack({ code: 'UNKNOWN', orderId: 'o', reason: 'x' }, cause('unknown back'));
    });
  });
}
