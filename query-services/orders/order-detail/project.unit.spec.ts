import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  confirmedOrder,
  delivered,
  dispatched,
  erasureOf,
  homeAddressView,
  ofOrder,
  refunded,
  testId,
} from '../testing/events.ts';
import { orderAfter } from '../testing/order-after.ts';
import { allDocuments, readerOf } from '../testing/projected.ts';
import { orderDetailModel } from './project.ts';
import { readOrder } from './query.ts';

const id = testId(1);
const mugs = { sku: 'MUG', quantity: 2, unitPrice: 1_000 };
const caps = { sku: 'CAP', quantity: 3, unitPrice: 500 };
const placing = { orderId: id, lines: [mugs, caps] };
describe('order detail after an erasure', () => {
  const mine = ofOrder(id, confirmedOrder(placing));
  const other = testId(2);
  const theirs = ofOrder(other, confirmedOrder({ ...placing, orderId: other, customerId: 'bob' }));

  it("clears the address of all of the customer's orders and of nobody else's", async () => {
    const log = [...mine, ...theirs, ...erasureOf('alice')];
    const [order, untouched] = [await orderAfter(log, id), await orderAfter(log, other)];
    deepStrictEqual([order.shippingAddress, order.erased], [null, true]);
    deepStrictEqual([untouched.shippingAddress, untouched.erased], [homeAddressView, false]);
  });

  it('gives the same documents when it comes before the orders', async () => {
    const erasedFirst = await readerOf(orderDetailModel, [...erasureOf('alice'), ...mine]);
    const erasedLast = await readerOf(orderDetailModel, [...mine, ...erasureOf('alice')]);
    deepStrictEqual(await allDocuments(orderDetailModel, erasedFirst), await allDocuments(orderDetailModel, erasedLast));
  });
});

describe('what order detail writes', () => {
  it('is small per event, however many lines the order has', async () => {
    const lines = Array.from({ length: 1_114 }, (_, index) => ({ sku: `SKU-${index}`, quantity: 3, unitPrice: 1_299 }));
    const units = Object.fromEntries(lines.map(({ sku }) => [sku, 3]));
    const history = [...confirmedOrder({ orderId: id, lines }), dispatched(1, units), delivered(1), ...refunded(1, 10)];
    const reader = await readerOf(orderDetailModel, ofOrder(id, history));
    const { [`orders/${id}`]: order, [`parts/${id}.lines`]: fixed } = await allDocuments(orderDetailModel, reader);
    ok(JSON.stringify(order).length < 3_000);
    ok(JSON.stringify(fixed).length > 100_000);
    strictEqual((await readOrder(reader, id))?.lines.length, 1_114);
  });
});
