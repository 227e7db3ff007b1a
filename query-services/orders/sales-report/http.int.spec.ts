import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { captured, confirmedOrder, dispatched, ofOrder, refunded, testId } from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const id = testId(1);
const lines = [{ sku: 'MUG', quantity: 2, unitPrice: 1_000 }];
const placedAt = '2026-03-29T23:30:00Z';
const sold = [...confirmedOrder({ orderId: id, lines, placedAt }), dispatched(1, { MUG: 2 }), captured(2_899)];
const log = ofOrder(id, [...sold, ...refunded(1, 900, { at: '2026-03-31T23:00:00Z' })]);

describe('GET /reports/sales', () => {
  let service: OrderService;
  before(async () => (service = await orderService(log)));
  after(() => service[Symbol.asyncDispose]());
  const report = (query = '', as = 'catalog-manager~carol') => service.call('GET', `/reports/sales${query}`, { as });
  const keys = async (query: string) => (await report(query)).body.items.map((row: { key: string }) => row.key);

  it("reports by day in the shop's time zone, bounds inclusive", async () => {
    const { status, body } = await report('?from=2026-03-30&to=2026-04-01&by=day');
    strictEqual(status, 200);
    deepStrictEqual([body.from, body.to, body.by], ['2026-03-30', '2026-04-01', 'day']);
    deepStrictEqual(
      body.items.map((row: { key: string; net: unknown }) => [row.key, row.net]),
      [
        ['2026-03-30', { amount: 2_899, currency: 'GBP' }],
        ['2026-04-01', { amount: -900, currency: 'GBP' }],
      ],
    );
    strictEqual(body.totals.net.amount, 1_999);
    deepStrictEqual(await keys('?from=2026-03-31&to=2026-03-31'), []);
  });

  it('reports by country and by product', async () => {
    deepStrictEqual(await keys('?from=2026-03-01&to=2026-03-31&by=country'), ['GB']);
    deepStrictEqual(await keys('?from=2026-03-01&to=2026-03-31&by=product'), ['MUG']);
  });

  it('reports the thirty days up to today where no bounds are given', async () => {
    const { body } = await report();
    deepStrictEqual([body.from, body.to, body.by], ['2026-03-03', '2026-04-01', 'day']);
  });

  it('is 422 at the parameter for what it does not know', async () => {
    for (const query of ['from=2026-02-30', 'to=tomorrow', 'by=week', 'limit=1']) {
      const { status, body } = await report(`?${query}`);
      deepStrictEqual([status, body.errors?.[0]?.parameter], [422, query.split('=')[0]], query);
    }
    strictEqual((await report('?from=2026-03-02&to=2026-03-01')).status, 422);
  });

  it('is for catalogue managers and admin alone', async () => {
    strictEqual((await report('', 'admin~ada')).status, 200);
    for (const as of ['customer~alice', 'support~sam', 'warehouse~walt']) strictEqual((await report('', as)).status, 403);
  });
});
