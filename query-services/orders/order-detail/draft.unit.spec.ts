import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OpenedOrderEvent } from '../order-events.ts';
import { cancelled, created, homeAddress, homeAddressView, lineAdded, ofOrder, testId } from '../testing/events.ts';
import { orderAfter } from '../testing/order-after.ts';
import { allDocuments, readerOf } from '../testing/projected.ts';
import { linesPerPage } from './cart.ts';
import { orderDetailModel } from './project.ts';

const id = testId(1);
const mugs = { sku: 'MUG', quantity: 2, unitPrice: 1_000 };
const caps = { sku: 'CAP', quantity: 3, unitPrice: 500 };
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const view = (...events: readonly OpenedOrderEvent[]) => orderAfter(ofOrder(id, events), id);

describe('order detail of a draft', () => {
  it('shows an empty draft', async () => {
    deepStrictEqual(await view(created(id)), {
      ...{ id, number: null, revision: 0, customerId: 'alice', placedAt: null, reason: null },
      ...{ status: 'draft', payment: 'none', fulfilment: 'unfulfilled', return: 'none' },
      ...{ lines: [], discountCode: null, shippingAddress: null, erased: false },
      totals: { lines: gbp(0), discount: gbp(0), tax: gbp(0), shipping: gbp(0), total: gbp(0) },
      ...{ captured: gbp(0), refunded: gbp(0), fulfilments: [], returns: [], refunds: [] },
    });
  });

  it('shows lines, address and code, and what placing it now would give', async () => {
    const discount: OpenedOrderEvent = { type: 'DiscountApplied', data: { code: 'TEN', percentOff: 10, amountOff: null } };
    const address: OpenedOrderEvent = { type: 'ShippingDetailsSet', data: { address: homeAddress, country: 'GB' } };
    const draft = await view(created(id), lineAdded(1, mugs), lineAdded(2, caps), address, discount);
    deepStrictEqual(draft.lines, [
      { lineId: testId(1, 1), sku: 'MUG', name: 'Name of MUG', quantity: 2, unitPrice: gbp(1_000), lineTotal: gbp(2_000) },
      { lineId: testId(2, 1), sku: 'CAP', name: 'Name of CAP', quantity: 3, unitPrice: gbp(500), lineTotal: gbp(1_500) },
    ]);
    deepStrictEqual(draft.shippingAddress, homeAddressView);
    strictEqual(draft.discountCode, 'TEN');
    deepStrictEqual(draft.totals, {
      lines: gbp(3_500),
      discount: gbp(350),
      tax: gbp(630),
      shipping: gbp(499),
      total: gbp(4_279),
    });
  });

  it('changes and removes lines on whatever page they are', async () => {
    const many = Array.from({ length: 2 * linesPerPage + 1 }, (_, index) =>
      lineAdded(index + 1, { ...mugs, sku: `S${index + 1}` }),
    );
    const draft = await view(
      created(id),
      ...many,
      { type: 'OrderLineQuantityChanged', data: { lineId: testId(linesPerPage + 1, 1), quantity: 7 } },
      { type: 'OrderLineRemoved', data: { lineId: testId(1, 1) } },
      { type: 'OrderLineRemoved', data: { lineId: testId(2 * linesPerPage + 1, 1) } },
      lineAdded(999, caps),
    );
    const expected = Array.from({ length: 2 * linesPerPage - 1 }, (_, index) => `S${index + 2}`);
    deepStrictEqual(
      draft.lines.map(({ sku }) => sku),
      [...expected, 'CAP'],
    );
    const changed = draft.lines.find(({ lineId }) => lineId === testId(linesPerPage + 1, 1));
    deepStrictEqual([changed?.quantity, changed?.lineTotal], [7, gbp(7_000)]);
  });

  it('may be cancelled', async () => {
    const draft = await view(created(id), lineAdded(1, mugs), cancelled);
    deepStrictEqual([draft.status, draft.lines.length], ['cancelled', 1]);
    deepStrictEqual(draft.reason, { code: 'cancelled', detail: 'changed my mind' });
  });

  it('is written a page of lines at a time, however many there are', async () => {
    const lines = Array.from({ length: 1_000 }, (_, index) => lineAdded(index + 1, mugs));
    const documents = await allDocuments(
      orderDetailModel,
      await readerOf(orderDetailModel, ofOrder(id, [created(id), ...lines])),
    );
    strictEqual(Object.keys(documents).length, 1 + 1_000 / linesPerPage);
    ok(Object.values(documents).every((document) => JSON.stringify(document).length < 20_000));
  });
});
