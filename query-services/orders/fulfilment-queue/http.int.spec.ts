import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cancelled, confirmedOrder, dispatched, ofOrder, testId } from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const lines = [{ sku: 'MUG', quantity: 2, unitPrice: 1_000 }];
const orders = [1, 2, 3, 4].map((number) => {
  const orderId = testId(number);
  const placedAt = `2026-03-0${5 - number}T12:00:00Z`;
  const ends = [[], [dispatched(1, { MUG: 1 })], [cancelled], [dispatched(1, { MUG: 2 })]][number - 1] ?? [];
  return ofOrder(orderId, [...confirmedOrder({ orderId, lines, placedAt, number: `A-${number}` }), ...ends]);
});

describe('GET /fulfilment-queue', () => {
  let service: OrderService;
  before(async () => (service = await orderService(orders.flat())));
  after(() => service[Symbol.asyncDispose]());
  const queue = (query = '', as = 'warehouse~walt') => service.call('GET', `/fulfilment-queue${query}`, { as });

  it('shows what is to be shipped, the longest waiting first; cancelled and shipped orders have left', async () => {
    const { status, body } = await queue('?total=true');
    strictEqual(status, 200);
    const shown = body.items.map((order: { number: string; lines: unknown }) => [order.number, order.lines]);
    deepStrictEqual(shown, [
      ['A-2', [{ sku: 'MUG', name: 'Name of MUG', quantity: 1 }]],
      ['A-1', [{ sku: 'MUG', name: 'Name of MUG', quantity: 2 }]],
    ]);
    strictEqual(body.page.total, 2);
    strictEqual(body.items[0].shippingAddress.city, 'London');
    strictEqual(/amount|total|payment|price/i.test(JSON.stringify(body.items)), false);
  });

  it('comes page by page', async () => {
    const first = (await queue('?limit=1')).body;
    const second = (await queue(`?limit=1&cursor=${first.page.nextCursor}`)).body;
    deepStrictEqual([first.items[0].number, second.items[0].number, second.page.hasMore], ['A-2', 'A-1', false]);
  });

  it('is for warehouse and admin alone', async () => {
    strictEqual((await queue('', 'admin~ada')).status, 200);
    for (const as of ['customer~alice', 'support~sam', 'catalog-manager~carol']) strictEqual((await queue('', as)).status, 403);
    strictEqual((await queue('?x=1')).status, 422);
  });
});
