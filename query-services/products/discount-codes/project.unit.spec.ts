import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiscountCodeEvent } from '@shop/shared-events';
import { History } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { discountCodes } from './project.ts';
import { countDiscountCodes, discountCode, listDiscountCodes } from './query.ts';

const terms = { percentOff: 10, amountOff: null, validFrom: null, validUntil: '2026-12-31T00:00:00.000Z', maxRedemptions: 3 };
const made = (code: string): DiscountCodeEvent => ({ type: 'DiscountCodeCreated', data: { code, ...terms } });
const redeemed = (orderId: string): DiscountCodeEvent => ({ type: 'DiscountCodeRedeemed', data: { orderId } });
const returned: DiscountCodeEvent = { type: 'DiscountCodeRedemptionReturned', data: { orderId: 'a', reason: 'expired' } };

describe('discount-codes', () => {
  it('show their terms and what is taken of them', async () => {
    const history = new History().discountCode('SPRING', made('SPRING'), redeemed('a'), redeemed('b'), returned);
    deepStrictEqual(await discountCode(await projected(discountCodes, history.events), 'SPRING'), {
      code: 'SPRING',
      revision: 3,
      status: 'active',
      ...terms,
      redemptions: 1,
    });
  });

  it('show that they were withdrawn', async () => {
    const history = new History().discountCode('SPRING', made('SPRING'), { type: 'DiscountCodeWithdrawn', data: {} });
    strictEqual((await discountCode(await projected(discountCodes, history.events), 'SPRING'))?.status, 'withdrawn');
  });

  it('are listed by code', async () => {
    const history = new History().discountCode('SPRING', made('SPRING')).discountCode('2-FOR-1', made('2-FOR-1'));
    const reader = await projected(discountCodes, history.events);
    deepStrictEqual(
      (await listDiscountCodes(reader, { limit: 10 })).map(({ key }) => key),
      ['2-FOR-1', 'SPRING'],
    );
    strictEqual(await countDiscountCodes(reader), 2);
    strictEqual(await discountCode(reader, 'spring'), null);
  });
});
