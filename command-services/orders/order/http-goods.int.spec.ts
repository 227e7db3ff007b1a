import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ada, alice, gbp, orderService, sam, walt } from '../testing/order-service.ts';

const wait = { Prefer: 'wait=10' };
const problem = (answer: { status: number; body: { type?: string } }) => [answer.status, answer.body.type];

describe('dispatch, return and refund over HTTP', () => {
  const lines = [{ sku: 'A', quantity: 2 }];

  it('go from the warehouse to the customer and back', async () => {
    await using shop = await orderService();
    const id = await shop.placed();
    const post = (path: string, as: string, body?: unknown, headers: Record<string, string> = {}) =>
      shop.call('POST', `/orders/${id}/${path}`, { as, headers, ...(body === undefined ? {} : { body }) });

    deepEqual(problem(await post('returns', alice, { lines, reason: 'small' })), [409, '/problems/invalid-transition']);
    deepEqual(problem(await post('refunds', sam, { amount: gbp(1), reason: 'x' })), [409, '/problems/refund-exceeds-captured']);
    const much = await post('fulfilments', walt, { lines: [{ sku: 'A', quantity: 3 }] });
    deepEqual(problem(much), [409, '/problems/fulfilment-exceeds-ordered']);
    const sent = await post('fulfilments', walt, { lines, tracking: 'T1' });
    deepEqual([sent.status, sent.body.status], [201, 'dispatched']);
    equal(sent.headers.get('location'), `/api/v1/orders/${id}`);
    deepEqual(problem(await post('cancel', alice)), [409, '/problems/invalid-transition']);
    const arrived = await post(`fulfilments/${sent.body.id}/deliver`, walt);
    deepEqual([arrived.status, arrived.body.id, arrived.body.status], [200, sent.body.id, 'delivered']);
    deepEqual(problem(await post(`fulfilments/${sent.body.id}/deliver`, walt)), [409, '/problems/invalid-transition']);

    const more = await post('returns', alice, { lines: [{ sku: 'A', quantity: 3 }], reason: 'x' });
    deepEqual(problem(more), [409, '/problems/return-exceeds-fulfilled']);
    const asked = await post('returns', alice, { lines, reason: 'small' });
    deepEqual([asked.status, asked.body.status], [201, 'requested']);
    const back = { lines: [{ sku: 'A', quantity: 1, disposition: 'restock' }] };
    deepEqual(problem(await post(`returns/${asked.body.id}/receive`, walt, back)), [409, '/problems/invalid-transition']);
    const approved = await post(`returns/${asked.body.id}/approve`, sam, {});
    deepEqual([approved.status, approved.body.id, approved.body.status], [200, asked.body.id, 'approved']);
    deepEqual(problem(await post(`returns/${asked.body.id}/reject`, sam, { reason: 'no' })), [
      409,
      '/problems/invalid-transition',
    ]);
    const received = await post(`returns/${asked.body.id}/receive`, walt, {
      ...back,
      occurredAt: '2026-01-01T00:00:00Z',
      reason: 'late',
    });
    deepEqual([received.status, received.body.status], [200, 'received']);

    await shop.heard(id, 'OrderPaymentCaptured');
    const refund = await post('refunds', sam, { amount: gbp(100), reason: 'kindness' }, wait);
    deepEqual([refund.status, refund.body.status], [200, 'issued']);
    const begun = await post('refunds', ada, { amount: gbp(100), reason: 'kindness' });
    deepEqual([begun.status, begun.body.status, begun.headers.get('retry-after')], [202, 'pending', '1']);
    const wrong = await post('refunds', sam, { amount: { amount: 1, currency: 'EUR' }, reason: 'x' });
    deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/amount/currency']);
    equal((await post('refunds', sam, { amount: gbp(0), reason: 'x' })).status, 422);
  });

  it('can be rejected, by support', async () => {
    await using shop = await orderService();
    const id = await shop.placed();
    await shop.call('POST', `/orders/${id}/fulfilments`, { as: walt, body: { lines } });
    const asked = await shop.call('POST', `/orders/${id}/returns`, { as: alice, body: { lines, reason: 'x' } });
    const path = `/orders/${id}/returns/${asked.body.id}/reject`;
    equal((await shop.call('POST', path, { as: sam, body: {} })).status, 422);
    const answer = await shop.call('POST', path, { as: sam, body: { reason: 'worn' } });
    deepEqual([answer.status, answer.body.status], [200, 'rejected']);
    const missing = `/orders/${id}/returns/01890a5d-ac96-774b-bcce-b302099a8057/approve`;
    equal((await shop.call('POST', missing, { as: sam })).status, 404);
  });

  it('ends a refund that the provider declines as failed', async () => {
    await using shop = await orderService();
    const id = await shop.placed('tok_refund_fails');
    await shop.call('POST', `/orders/${id}/fulfilments`, { as: walt, body: { lines } });
    const body = { amount: gbp(100), reason: 'x' };
    const post = () => shop.call('POST', `/orders/${id}/refunds`, { as: sam, body, headers: wait });
    await shop.heard(id, 'OrderPaymentCaptured');
    const answer = await post();
    deepEqual([answer.status, answer.body.status], [200, 'failed']);
  });

  it('keeps each route to its roles', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const some = '01890a5d-ac96-774b-bcce-b302099a8057';
    const routes: [string, string[]][] = [
      ['place', ['customer', 'support', 'admin']],
      ['payment-attempts', ['customer', 'support', 'admin']],
      ['cancel', ['customer', 'support', 'admin']],
      ['returns', ['customer', 'support', 'admin']],
      ['fulfilments', ['warehouse', 'admin']],
      [`fulfilments/${some}/deliver`, ['warehouse', 'admin']],
      [`returns/${some}/approve`, ['support', 'admin']],
      [`returns/${some}/reject`, ['support', 'admin']],
      [`returns/${some}/receive`, ['warehouse', 'admin']],
      ['refunds', ['support', 'admin']],
    ];
    for (const [path, may] of routes) {
      for (const role of ['customer', 'catalog-manager', 'warehouse', 'support', 'admin']) {
        const { status } = await shop.call('POST', `/orders/${id}/${path}`, { as: `${role}~someone`, body: { unknown: 1 } });
        equal(status, may.includes(role) ? 422 : 403, `${role} ${path}`);
      }
      equal((await shop.call('POST', `/orders/${id}/${path}`, { body: {} })).status, 401);
    }
  });
});
