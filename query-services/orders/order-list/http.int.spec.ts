import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { cancelled, confirmedOrder, created, lineAdded, ofOrder, placed, testId } from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const count = 25;
const line = { sku: 'MUG', quantity: 1, unitPrice: 1_000 };
/** Of 25 orders every fifth is bob's; the last one is not confirmed, the one before it cancelled. */
const log = Array.from({ length: count }, (_, index) => {
  const orderId = testId(index + 1);
  const customerId = index % 5 === 0 ? 'bob' : 'alice';
  const placedAt = new Date(Date.UTC(2026, 2, 1 + index, 12)).toISOString();
  const placing = { orderId, customerId, placedAt, number: `A-${index}`, lines: [{ ...line, unitPrice: 1_000 + index }] };
  if (index === 24) return ofOrder(orderId, [created(orderId, customerId), placed(placing)]);
  return ofOrder(orderId, [...confirmedOrder(placing), ...(index === 23 ? [cancelled] : [])]);
}).flat();
const draft = testId(50);
const withDraft = [...log, ...ofOrder(draft, [created(draft), lineAdded(1, line)])];

describe('GET /orders', () => {
  let service: OrderService;
  before(async () => (service = await orderService(withDraft)));
  after(() => service[Symbol.asyncDispose]());
  const list = (query = '', as = 'customer~alice') => service.call('GET', `/orders${query}`, { as });
  const ids = async (query: string, as = 'support~sam') =>
    (await list(query, as)).body.items.map((item: { id: string }) => item.id);

  it('shows customers their own orders, the latest first, twenty a page', async () => {
    const { status, body, headers } = await list();
    strictEqual(status, 200);
    deepStrictEqual([body.items.length, body.page.hasMore, body.page.total], [20, false, undefined]);
    strictEqual(body.page.nextCursor, null);
    deepStrictEqual(new Set(body.items.map((item: { customerId: string }) => item.customerId)), new Set(['alice']));
    deepStrictEqual(Object.keys(body.items[0]), [
      'id',
      'number',
      'customerId',
      'status',
      'payment',
      'fulfilment',
      'return',
      'total',
      'placedAt',
    ]);
    strictEqual(headers.get('cache-control'), 'private, no-store');
  });

  it('refuses a customer who names another, not one who names themselves', async () => {
    strictEqual((await list('?customerId=bob')).status, 403);
    strictEqual((await list('?customerId=alice')).body.items.length, 20);
  });

  it('shows staff all orders, page by page, each once', async () => {
    const seen: string[] = [];
    let next: string | null = '/orders?limit=7&total=true';
    while (next) {
      const { body, headers } = await service.call('GET', next, { as: 'support~sam' });
      strictEqual(body.page.total, count);
      seen.push(...body.items.map((item: { id: string }) => item.id));
      next = body.page.nextCursor ? `/orders?limit=7&total=true&cursor=${body.page.nextCursor}` : null;
      if (next) match(headers.get('link') ?? '', /^<\/api\/v1\/orders\?limit=7&total=true&cursor=[\w-]+>; rel="next"$/);
      else strictEqual(headers.get('link'), null);
    }
    deepStrictEqual(
      seen,
      Array.from({ length: count }, (_, index) => testId(count - index)),
    );
  });

  it('narrows by every filter', async () => {
    deepStrictEqual(await ids('?status=placed'), [testId(25)]);
    deepStrictEqual(await ids('?payment=none'), [testId(25)]);
    deepStrictEqual(await ids('?status=cancelled&fulfilment=unfulfilled&return=none'), [testId(24)]);
    deepStrictEqual(await ids('?customerId=bob&sort=placedAt&limit=1'), [testId(1)]);
    deepStrictEqual(await ids('?placedFrom=2026-03-02T12:00:00Z&placedTo=2026-03-02T12:00:00Z'), [testId(2)]);
    deepStrictEqual(await ids('?placedFrom=2026-03-02&placedTo=2026-03-02'), [testId(2)]);
    deepStrictEqual(await ids('?sort=total&limit=1'), [testId(1)]);
    deepStrictEqual(await ids('?sort=-total&limit=1'), [testId(25)]);
    deepStrictEqual(await ids('?minTotal=1699&maxTotal=1699'), [testId(1)]);
  });

  it('shows drafts only where they are asked for', async () => {
    const { body } = await list('?status=draft');
    deepStrictEqual(body.items, [
      {
        ...{ id: draft, number: null, customerId: 'alice', placedAt: null },
        ...{ status: 'draft', payment: 'none', fulfilment: 'unfulfilled', return: 'none' },
        total: { amount: 1_699, currency: 'GBP' },
      },
    ]);
  });

  it('shows the warehouse orders once confirmed, with neither payment nor total', async () => {
    const { body } = await list('?limit=100', 'warehouse~walt');
    strictEqual(body.items.length, count - 1);
    deepStrictEqual(Object.keys(body.items[0]), ['id', 'number', 'customerId', 'status', 'fulfilment', 'return', 'placedAt']);
    deepStrictEqual(await ids('?status=draft', 'warehouse~walt'), []);
  });

  it('does not let the warehouse find out totals or payment by asking for them', async () => {
    for (const query of ['?minTotal=1', '?maxTotal=1', '?payment=captured', '?sort=total', '?sort=-total']) {
      strictEqual((await list(query, 'warehouse~walt')).status, 403, query);
    }
  });

  it('is 422 at the parameter for what it does not know', async () => {
    const bad = [
      'status=x',
      'payment=x',
      'fulfilment=x',
      'return=x',
      'placedFrom=x',
      'placedTo=x',
      'minTotal=-1',
      'maxTotal=1.5',
    ];
    for (const query of [...bad, 'sort=number', 'limit=0', 'limit=101', 'total=1', 'cursor=x', 'x=1', 'status=']) {
      const { status, body } = await list(`?${query}`);
      deepStrictEqual([status, body.errors?.[0]?.parameter], [422, query.split('=')[0]], query);
    }
    strictEqual((await list('?status=placed&status=draft')).status, 422);
  });

  it('takes a cursor back only with the filter, order and viewer it was made for', async () => {
    const { nextCursor } = (await list('?limit=1')).body.page;
    strictEqual((await list(`?limit=5&cursor=${nextCursor}`)).status, 200);
    strictEqual((await list(`?cursor=${nextCursor}&sort=total`)).status, 422);
    strictEqual((await list(`?cursor=${nextCursor}&status=placed`)).status, 422);
    strictEqual((await list(`?cursor=${nextCursor}`, 'customer~bob')).status, 422);
  });

  it('is not for catalogue managers', async () => strictEqual((await list('', 'catalog-manager~carol')).status, 403));
});
