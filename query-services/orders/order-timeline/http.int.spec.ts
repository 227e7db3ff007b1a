import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { captured, confirmedOrder, created, customer, dispatched, ofOrder, placed, testId } from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const [mine, waiting] = [testId(1), testId(2)];
const lines = [{ sku: 'MUG', quantity: 2, unitPrice: 1_000 }];
const history = [...confirmedOrder({ orderId: mine, lines }), dispatched(1, { MUG: 2 }), captured(2_899)];
const log = [...ofOrder(mine, history), ...ofOrder(waiting, [created(waiting), placed({ orderId: waiting, lines })])];

describe('GET /orders/{orderId}/timeline', () => {
  let service: OrderService;
  before(async () => (service = await orderService(log)));
  after(() => service[Symbol.asyncDispose]());
  const timeline = (query = '', as = 'customer~alice', id = mine) =>
    service.call('GET', `/orders/${id}/timeline${query}`, { as });

  it('tells what happened, oldest first', async () => {
    const { status, body } = await timeline();
    strictEqual(status, 200);
    deepStrictEqual(
      body.items.map((entry: { type: string }) => entry.type),
      history.map(({ type }) => type),
    );
    deepStrictEqual(body.items[2], {
      ...{ at: '2026-03-01T12:02:00.000Z', type: 'OrderPlaced', revision: 2, actor: customer, correlationId: 'correlation' },
      summary: 'Order A-1 was placed: 2 units on 1 line for £28.99.',
    });
    deepStrictEqual(body.page, { nextCursor: null, hasMore: false });
  });

  it('comes page by page', async () => {
    const first = (await timeline('?limit=5&total=true')).body;
    deepStrictEqual([first.items.length, first.page.hasMore, first.page.total], [5, true, history.length]);
    const second = (await timeline(`?limit=5&cursor=${first.page.nextCursor}`)).body;
    deepStrictEqual(
      second.items.map((entry: { revision: number }) => entry.revision),
      [5, 6, 7],
    );
  });

  it('tells the warehouse nothing of money, and nothing before the confirmation', async () => {
    const { body } = await timeline('', 'warehouse~walt');
    deepStrictEqual(
      body.items.map((entry: { revision: number }) => entry.revision),
      [0, 1, 2, 3, 5, 6],
    );
    strictEqual(/£|\d\.\d\d[^\d:]/.test(body.items.map((entry: { summary: string }) => entry.summary).join()), false);
    strictEqual((await timeline('', 'warehouse~walt', waiting)).status, 404);
  });

  it("is 404 for another customer's order and for none, 403 for other roles", async () => {
    strictEqual((await timeline('', 'customer~bob')).status, 404);
    strictEqual((await timeline('', 'support~sam', testId(9))).status, 404);
    strictEqual((await timeline('', 'support~sam')).status, 200);
    strictEqual((await timeline('', 'support~sam', 'x')).status, 404);
    strictEqual((await timeline('', 'catalog-manager~carol')).status, 403);
    strictEqual((await timeline('?x=1')).status, 422);
  });
});
