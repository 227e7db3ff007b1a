import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { address, alice, gbp, orderService, sam } from '../testing/order-service.ts';

describe('POST /orders by staff', () => {
  it('lets staff agree prices, time, shipping and tax for a customer, and says who did', async () => {
    await using shop = await orderService({ idle: true });
    const body = {
      customerId: 'alice',
      lines: [
        { sku: 'A', quantity: 2, agreedUnitPrice: gbp(250) },
        { sku: 'OLD', quantity: 1 },
      ],
      shippingAddress: address,
      placedAt: '2010-12-01T09:26:00+01:00',
      agreedShipping: gbp(1_800),
      agreedTaxRate: 0,
      reason: 'brought in from the old shop',
      paymentToken: 'tok_ok',
      place: true,
    };
    const answer = await shop.call('POST', '/orders', { as: sam, body });
    equal(answer.status, 202);
    const [created, placed] = await shop.events(`order-${answer.body.id}`);
    deepEqual(created?.data, {
      orderId: answer.body.id,
      customerId: 'alice',
      currency: 'GBP',
      agreement: { reason: body.reason, placedAt: '2010-12-01T08:26:00.000Z', shipping: 1_800, taxRate: 0 },
    });
    deepEqual([created?.metadata.actor, created?.metadata.onBehalfOf], [{ id: 'sam', kind: 'user' }, 'alice']);
    const data = placed?.data as { placedAt: string; totals: unknown; lines: { priceRevision: number | null }[] };
    equal(data.placedAt, '2010-12-01T08:26:00.000Z');
    deepEqual(data.totals, { lines: 800, discount: 0, tax: 0, shipping: 1_800, total: 2_600 });
    deepEqual(
      data.lines.map(({ priceRevision }) => priceRevision),
      [null, 4],
    );
  });

  it('is forbidden to a customer with any member for staff, before anything is validated', async () => {
    await using shop = await orderService({ idle: true });
    const forStaff = [
      { customerId: 'alice' },
      { placedAt: 'nonsense' },
      { agreedShipping: gbp(1) },
      { agreedTaxRate: -1 },
      { reason: 'because' },
      { lines: [{ sku: 'A', quantity: 1, agreedUnitPrice: gbp(1) }] },
    ];
    for (const body of forStaff) {
      equal((await shop.call('POST', '/orders', { as: alice, body })).status, 403, JSON.stringify(body));
    }
    equal(await shop.store.head(), -1n);
  });
});
