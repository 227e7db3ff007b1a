import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DiscountCodeEvent } from '@shop/shared-events';
import { pounds } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';
import { stores } from '../testing/stores.ts';

const as = 'support~sam';
const none = { percentOff: null, amountOff: null, validFrom: null, validUntil: null, maxRedemptions: null };
const made = (code: string, terms: object): DiscountCodeEvent => ({
  type: 'DiscountCodeCreated',
  data: { code, ...none, ...terms },
});

function codes(): History {
  return new History()
    .discountCode('SPRING-26', made('SPRING-26', { percentOff: 10, validUntil: '2026-06-01T00:00:00Z', maxRedemptions: 5 }))
    .discountCode('SPRING-26', { type: 'DiscountCodeRedeemed', data: { orderId: 'a' } })
    .discountCode('FIVER', made('FIVER', { amountOff: pounds(500) }), { type: 'DiscountCodeWithdrawn', data: {} });
}

const spring = {
  ...none,
  code: 'SPRING-26',
  revision: 1,
  status: 'active',
  percentOff: 10,
  validUntil: '2026-06-01T00:00:00Z',
  maxRedemptions: 5,
  redemptions: 1,
};
const fiver = { ...none, code: 'FIVER', revision: 1, status: 'withdrawn', amountOff: pounds(500), redemptions: 0 };

for (const { name, open } of stores) {
  describe(`the queries of discount codes, kept in ${name}`, () => {
    let service: Served;
    before(async () => (service = await served(codes(), await open())));
    after(() => service[Symbol.asyncDispose]());

    it('answer catalog-manager, support and admin; others 403, and 401 without a token', async () => {
      for (const path of ['/discount-codes', '/discount-codes/FIVER', '/discount-codes/NONE']) {
        const status = path.endsWith('NONE') ? 404 : 200;
        for (const role of ['catalog-manager', 'support', 'admin']) {
          strictEqual((await service.call('GET', path, { as: `${role}~x` })).status, status);
        }
        for (const role of ['customer', 'warehouse'])
          strictEqual((await service.call('GET', path, { as: `${role}~x` })).status, 403);
        strictEqual((await service.call('GET', path)).status, 401);
      }
    });

    it('find a code without regard to case and tell all of it', async () => {
      for (const code of ['SPRING-26', 'spring-26', 'Spring-26']) {
        const { status, body, headers } = await service.call('GET', `/discount-codes/${code}`, { as });
        strictEqual(status, 200);
        deepStrictEqual(body, spring);
        match(headers.get('etag') ?? '', /^"1\./);
        strictEqual(headers.get('cache-control'), 'private, no-store');
      }
    });

    it('answer 404 to codes that are unknown or malformed', async () => {
      for (const code of ['NONE', 'AB', 'x'.repeat(33), 'A_B_C', 'f%C4%B1ver']) {
        strictEqual((await service.call('GET', `/discount-codes/${code}`, { as })).status, 404, code);
      }
    });

    it('list codes by name in pages, with a total where it is asked for', async () => {
      const first = (await service.call('GET', '/discount-codes?limit=1&total=true', { as })).body;
      deepStrictEqual(first.items, [fiver]);
      deepStrictEqual([first.page.hasMore, first.page.total], [true, 2]);
      const second = (await service.call('GET', `/discount-codes?cursor=${first.page.nextCursor}`, { as })).body;
      deepStrictEqual(second, { items: [spring], page: { nextCursor: null, hasMore: false } });
      strictEqual((await service.call('GET', '/discount-codes?status=active', { as })).status, 422);
    });
  });
}
