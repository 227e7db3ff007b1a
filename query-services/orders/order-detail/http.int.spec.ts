import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  cancelled,
  captured,
  confirmedOrder,
  created,
  dispatched,
  erasureOf,
  homeAddressView,
  lineAdded,
  ofOrder,
  placed,
  refunded,
  testId,
} from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const [mine, theirs, draft, waiting] = [testId(1), testId(2), testId(3), testId(4)];
const line = { sku: 'MUG', quantity: 2, unitPrice: 1_000 };
const log = [
  ...ofOrder(mine, [
    ...confirmedOrder({ orderId: mine, lines: [line] }),
    dispatched(1, { MUG: 2 }),
    captured(2_899),
    ...refunded(1, 50),
  ]),
  ...ofOrder(theirs, [...confirmedOrder({ orderId: theirs, lines: [line], customerId: 'bob', number: 'A-2' }), cancelled]),
  ...ofOrder(draft, [created(draft), lineAdded(1, line)]),
  ...ofOrder(waiting, [created(waiting), placed({ orderId: waiting, lines: [line], number: 'A-4' })]),
];

describe('GET /orders/{orderId}', () => {
  let service: OrderService;
  before(async () => (service = await orderService(log)));
  after(() => service[Symbol.asyncDispose]());
  const get = (id: string, as: string, headers: Record<string, string> = {}) =>
    service.call('GET', `/orders/${id}`, { as, headers });
  const statusFor = async (id: string, as: string) => (await get(id, as)).status;

  it('shows a customer their own order', async () => {
    const { status, body, headers } = await get(mine, 'customer~alice');
    strictEqual(status, 200);
    deepStrictEqual([body.id, body.number, body.status, body.payment], [mine, 'A-1', 'confirmed', 'partially_refunded']);
    deepStrictEqual(body.shippingAddress, homeAddressView);
    deepStrictEqual(body.totals.total, { amount: 2_899, currency: 'GBP' });
    strictEqual(headers.get('cache-control'), 'private, no-store');
  });

  it('shows a draft: number and placedAt null, totals worked out', async () => {
    const { body } = await get(draft, 'customer~alice');
    deepStrictEqual([body.number, body.placedAt, body.shippingAddress, body.reason], [null, null, null, null]);
    strictEqual(body.totals.total.amount, 2_899);
  });

  it("has no order of another customer's, as it has none that never was", async () => {
    const [others, none] = [await get(theirs, 'customer~alice'), await get(testId(99), 'customer~alice')];
    strictEqual(others.status, 404);
    const told = ({ type, title, detail }: Record<string, unknown>) => ({ type, title, detail });
    deepStrictEqual(told(others.body), told(none.body));
  });

  it('has no order under an id that is none', async () => {
    strictEqual(await statusFor('x', 'admin~ada'), 404);
    strictEqual(await statusFor(`${mine}0`, 'admin~ada'), 404);
  });

  it('shows support and admin every order', async () => {
    for (const as of ['support~sam', 'admin~ada']) {
      for (const id of [mine, theirs, draft, waiting]) strictEqual(await statusFor(id, as), 200);
    }
  });

  it('shows the warehouse confirmed orders and later ones, goods and address, nothing of money', async () => {
    const { status, body } = await get(mine, 'warehouse~walt');
    strictEqual(status, 200);
    deepStrictEqual(body.shippingAddress, homeAddressView);
    strictEqual(/amount|total|payment|price|refund|discount/i.test(JSON.stringify(body)), false);
    strictEqual(await statusFor(theirs, 'warehouse~walt'), 200);
    for (const id of [draft, waiting]) strictEqual(await statusFor(id, 'warehouse~walt'), 404);
  });

  it('shows a customer who also works in the warehouse their own order in full', async () => {
    ok((await get(mine, 'warehouse+customer~alice')).body.totals);
    strictEqual((await get(theirs, 'warehouse+customer~alice')).body.totals, undefined);
  });

  it('is not for catalogue managers, nor for anybody without a token', async () => {
    strictEqual(await statusFor(mine, 'catalog-manager~carol'), 403);
    strictEqual((await service.call('GET', `/orders/${mine}`)).status, 401);
  });

  it('knows asOf and no other parameter', async () => {
    const { status, body } = await service.call('GET', `/orders/${mine}?fields=all`, { as: 'customer~alice' });
    deepStrictEqual([status, body.errors], [422, [{ parameter: 'fields', detail: 'is not known here' }]]);
  });

  it('answers 304 while nothing changed; the tag begins with the revision', async () => {
    const tag = (await get(mine, 'customer~alice')).headers.get('etag') ?? '';
    match(tag, /^"9\.[\w-]+"$/);
    strictEqual((await get(mine, 'customer~alice', { 'If-None-Match': tag })).status, 304);
    strictEqual((await get(mine, 'customer~alice', { 'If-None-Match': `W/${tag}` })).status, 304);
    strictEqual((await get(mine, 'customer~alice', { 'If-None-Match': '"9"' })).status, 200);
  });

  it('has another tag for the same revision once the customer is erased', async () => {
    await using erased = await orderService([...log, ...erasureOf('alice')]);
    const { body, headers } = await erased.call('GET', `/orders/${mine}`, { as: 'customer~alice' });
    deepStrictEqual([body.shippingAddress, body.erased, body.revision], [null, true, 9]);
    notStrictEqual(headers.get('etag'), (await get(mine, 'customer~alice')).headers.get('etag'));
    const { body: before } = await erased.call('GET', `/orders/${mine}?asOf=3`, { as: 'customer~alice' });
    deepStrictEqual([before.shippingAddress, before.erased], [null, true]);
  });
});

describe('GET /orders/{orderId}?asOf', () => {
  let service: OrderService;
  before(async () => (service = await orderService(log)));
  after(() => service[Symbol.asyncDispose]());
  const asOf = (moment: string, as = 'customer~alice', id = mine) =>
    service.call('GET', `/orders/${id}?asOf=${encodeURIComponent(moment)}`, { as });

  it('shows the order as of a revision, with that revision in its tag', async () => {
    const { status, body, headers } = await asOf('2');
    deepStrictEqual([status, body.status, body.revision], [200, 'placed', 2]);
    match(headers.get('etag') ?? '', /^"2\./);
  });

  it('shows the order as of a time, with any offset', async () => {
    strictEqual((await asOf('2026-03-01T12:01:30Z')).body.status, 'draft');
    strictEqual((await asOf('2026-03-01T13:02:00+01:00')).body.status, 'placed');
    strictEqual((await asOf('2026-03-02')).body.status, 'confirmed');
  });

  it('is as it is now after the last event', async () => {
    const now = (await service.call('GET', `/orders/${mine}`, { as: 'customer~alice' })).body;
    deepStrictEqual((await asOf('999')).body, now);
    deepStrictEqual((await asOf('2030-01-01T00:00:00Z')).body, now);
  });

  it('is 404 before the order', async () => {
    strictEqual((await asOf('2026-03-01T11:59:59.999Z')).status, 404);
    strictEqual((await asOf('0', 'customer~alice', testId(99))).status, 404);
  });

  it('is 422 for what is neither', async () => {
    for (const moment of ['-1', '1.5', 'yesterday', '2026-13-01', '']) {
      const { status, body } = await asOf(moment);
      deepStrictEqual([status, body.errors?.[0]?.parameter], [422, 'asOf'], moment);
    }
  });

  it('keeps to the same roles', async () => {
    strictEqual((await asOf('2', 'customer~alice', theirs)).status, 404);
    strictEqual((await asOf('2', 'warehouse~walt')).status, 404);
    const { status, body } = await asOf('5', 'warehouse~walt');
    deepStrictEqual([status, body.totals, body.payment], [200, undefined, undefined]);
    strictEqual((await asOf('2', 'support~sam', theirs)).body.status, 'placed');
  });
});
