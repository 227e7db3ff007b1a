import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenedOrderEvent } from '../order-events.ts';
import {
  cancelled,
  captured,
  confirmedOrder,
  created,
  delivered,
  dispatched,
  homeAddressView,
  lineAdded,
  ofOrder,
  placed,
  refunded,
  returnReceived,
  returnRequested,
  stockReserved,
  testId,
} from '../testing/events.ts';
import { orderAfter } from '../testing/order-after.ts';
import { allDocuments, readerOf } from '../testing/projected.ts';
import { orderDetailModel } from './project.ts';
import { fulfilmentView } from './query.ts';

const id = testId(1);
const mugs = { sku: 'MUG', quantity: 2, unitPrice: 1_000 };
const caps = { sku: 'CAP', quantity: 3, unitPrice: 500 };
const placing = { orderId: id, lines: [mugs, caps] };
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const view = (...events: readonly OpenedOrderEvent[]) => orderAfter(ofOrder(id, events), id);

describe('order detail of a placed order', () => {
  it('shows the snapshot', async () => {
    const order = await view(...confirmedOrder(placing));
    deepStrictEqual([order.number, order.status, order.payment], ['A-1', 'confirmed', 'authorized']);
    strictEqual(order.placedAt, '2026-03-01T12:00:00.000Z');
    deepStrictEqual(order.totals, { lines: gbp(3_500), discount: gbp(0), tax: gbp(700), shipping: gbp(499), total: gbp(4_699) });
    deepStrictEqual(
      order.lines.map(({ sku, lineTotal }) => [sku, lineTotal.amount]),
      [
        ['MUG', 2_000],
        ['CAP', 1_500],
      ],
    );
    strictEqual(order.revision, 6);
  });

  it('keeps nothing of the cart beside it', async () => {
    const documents = await allDocuments(
      orderDetailModel,
      await readerOf(orderDetailModel, ofOrder(id, confirmedOrder(placing))),
    );
    deepStrictEqual(Object.keys(documents), [`orders/${id}`, `parts/${id}.lines`]);
  });

  it('says why it was rejected, with the SKUs that were missing', async () => {
    const rejected: OpenedOrderEvent = { type: 'OrderRejected', data: { reason: { code: 'out_of_stock', skus: ['MUG'] } } };
    const order = await view(created(id), lineAdded(1, mugs), placed(placing), rejected);
    deepStrictEqual([order.status, order.payment, order.reason], ['rejected', 'none', { code: 'out_of_stock', skus: ['MUG'] }]);
  });

  it('says that its hold ran out', async () => {
    const order = await view(created(id), placed(placing), stockReserved, { type: 'OrderExpired', data: {} });
    deepStrictEqual([order.status, order.reason], ['expired', { code: 'hold_expired' }]);
  });

  it('is cancelled after its confirmation and stays it', async () => {
    const order = await view(...confirmedOrder(placing), cancelled);
    deepStrictEqual([order.status, order.reason], ['cancelled', { code: 'cancelled', detail: 'changed my mind' }]);
  });

  it('shows fulfilments with their lines, tracking and delivery', async () => {
    const order = await view(
      ...confirmedOrder(placing),
      dispatched(1, { MUG: 1 }),
      dispatched(2, { MUG: 1, CAP: 3 }),
      delivered(1),
    );
    deepStrictEqual(order.fulfilments, [
      {
        ...{ fulfilmentId: testId(1, 3), status: 'delivered', tracking: 'T1', lines: [{ sku: 'MUG', quantity: 1 }] },
        ...{ createdAt: '2026-03-01T12:07:00.000Z', deliveredAt: '2026-03-05T10:00:00.000Z' },
      },
      {
        ...{
          fulfilmentId: testId(2, 3),
          status: 'dispatched',
          tracking: 'T2',
          createdAt: '2026-03-01T12:08:00.000Z',
          deliveredAt: null,
        },
        lines: [
          { sku: 'MUG', quantity: 1 },
          { sku: 'CAP', quantity: 3 },
        ],
      },
    ]);
    strictEqual(order.fulfilment, 'fulfilled');
  });

  it('shows returns in part and refunds that were issued, not those under way or failed', async () => {
    const shipped = [...confirmedOrder(placing), dispatched(1, { MUG: 2, CAP: 3 }), captured(4_699)];
    const [asked] = refunded(4, 7);
    const order = await view(
      ...shipped,
      returnRequested(1, { MUG: 1 }),
      { type: 'ReturnApproved', data: { returnId: testId(1, 4) } },
      returnRequested(2, { CAP: 1 }),
      { type: 'ReturnRejected', data: { returnId: testId(2, 4), reason: 'worn' } },
      returnReceived(1, { MUG: 1 }, 1_200),
      ...refunded(1, 1_200, { returnNumber: 1 }),
      ...refunded(2, 50),
      ...refunded(3, 60, { fails: true }),
      ...(asked ? [asked] : []),
    );
    deepStrictEqual(order.returns, [
      { returnId: testId(1, 4), status: 'received', reason: 'too small', lines: [{ sku: 'MUG', quantity: 1 }] },
      { returnId: testId(2, 4), status: 'rejected', reason: 'too small', lines: [{ sku: 'CAP', quantity: 1 }] },
    ]);
    deepStrictEqual(order.refunds, [
      { refundId: testId(1, 5), amount: gbp(1_200), reason: 'goodwill', at: '2026-03-11T10:00:00.000Z' },
      { refundId: testId(2, 5), amount: gbp(50), reason: 'goodwill', at: '2026-03-11T10:00:00.000Z' },
    ]);
    deepStrictEqual([order.captured, order.refunded, order.payment], [gbp(4_699), gbp(1_250), 'partially_refunded']);
  });

  it('shows the warehouse goods and address, and nothing of money', async () => {
    const shown = fulfilmentView(await view(...confirmedOrder(placing), dispatched(1, { MUG: 1 }), captured(4_699)));
    deepStrictEqual(shown.lines[0], { lineId: testId(1, 1), sku: 'MUG', name: 'Name of MUG', quantity: 2 });
    deepStrictEqual(shown.shippingAddress, homeAddressView);
    strictEqual(/amount|total|payment|price|currency|discount/i.test(JSON.stringify(shown)), false);
  });
});
