import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { address, alice, bob, gbp, orderService, sam } from '../testing/order-service.ts';

const unknownOrder = '01890a5d-ac96-774b-bcce-b302099a8057';
const tag = (revision: number) => ({ 'If-Match': `"${revision}"` });
const problem = (answer: { status: number; body: { type?: string } }) => [answer.status, answer.body.type];

describe('a cart over HTTP', () => {
  it('takes lines: 201, the line’s id, the order’s revision', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const answer = await shop.call('POST', `/orders/${id}/lines`, { as: alice, body: { sku: 'B', quantity: 1 } });
    deepEqual([answer.status, answer.body.revision, answer.body.status], [201, 3, 'draft']);
    equal(answer.headers.get('location'), `/api/v1/orders/${id}`);
    const added = (await shop.events(`order-${id}`))[3]?.data as { line: { lineId: string; unitPrice: unknown } };
    deepEqual([added.line.lineId, added.line.unitPrice], [answer.body.id, gbp(500)]);
    const unknown = await shop.call('POST', `/orders/${id}/lines`, { as: alice, body: { sku: 'X', quantity: 1 } });
    deepEqual([unknown.status, unknown.body.errors[0].pointer], [422, '/sku']);
    const dear = { sku: 'B', quantity: 1, expectedUnitPrice: gbp(1) };
    deepEqual(problem(await shop.call('POST', `/orders/${id}/lines`, { as: alice, body: dear })), [
      409,
      '/problems/price-changed',
    ]);
    const stale = await shop.call('POST', `/orders/${id}/lines`, { as: alice, body: { sku: 'B', quantity: 1 }, headers: tag(1) });
    deepEqual(problem(stale), [412, '/problems/stale-revision']);
  });

  it('changes and removes lines, only with If-Match', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const line = ((await shop.events(`order-${id}`))[1]?.data as { line: { lineId: string } }).line.lineId;
    const path = `/orders/${id}/lines/${line}`;
    const body = { quantity: 5 };
    deepEqual(problem(await shop.call('PATCH', path, { as: alice, body })), [428, '/problems/precondition-required']);
    deepEqual(problem(await shop.call('PATCH', path, { as: alice, body, headers: tag(0) })), [412, '/problems/stale-revision']);
    const changed = await shop.call('PATCH', path, { as: alice, body, headers: { 'If-Match': 'W/"2"' } });
    deepEqual([changed.status, changed.body], [200, { id: line, revision: 3, status: 'draft' }]);
    equal((await shop.call('DELETE', path, { as: alice })).status, 428);
    equal((await shop.call('DELETE', path, { as: alice, headers: tag(3) })).status, 200);
    equal((await shop.call('DELETE', path, { as: alice, headers: { 'If-Match': '*' } })).status, 404);
  });

  it('takes an address, sealed for the customer whose order it is', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const path = `/orders/${id}/shipping-address`;
    equal((await shop.call('PUT', path, { as: alice, body: address })).status, 428);
    const answer = await shop.call('PUT', path, { as: sam, body: { ...address, country: 'FR' }, headers: tag(2) });
    deepEqual([answer.status, answer.body], [200, { id, revision: 3, status: 'draft' }]);
    const set = (await shop.events(`order-${id}`))[3];
    deepEqual([(set?.data as { country: string }).country, set?.metadata.onBehalfOf], ['FR', 'alice']);
    equal((set?.data as { address: { customerId: string } }).address.customerId, 'alice');
    const wrong = await shop.call('PUT', path, { as: alice, body: { ...address, planet: 'Earth' }, headers: tag(3) });
    deepEqual([wrong.status, wrong.body.errors[0].pointer], [422, '/planet']);
  });

  it('takes a discount code in any case, and none that is unknown', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const put = (code: string, revision: number) =>
      shop.call('PUT', `/orders/${id}/discount-code`, { as: alice, body: { code }, headers: tag(revision) });
    equal((await put('sale', 2)).status, 200);
    deepEqual(problem(await put('UNKNOWN', 3)), [409, '/problems/discount-code-invalid']);
    deepEqual(problem(await put('UNKNOWN', 2)), [412, '/problems/stale-revision']);
    equal((await put('x', 3)).status, 422);
    deepEqual((await shop.events(`order-${id}`))[3]?.data, { code: 'SALE', percentOff: 10, amountOff: null });
  });

  it('looks to others as if it did not exist, also before If-Match', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const calls: [string, string, unknown][] = [
      ['POST', 'lines', { sku: 'A', quantity: 1 }],
      ['PATCH', `lines/${unknownOrder}`, { quantity: 1 }],
      ['DELETE', `lines/${unknownOrder}`, undefined],
      ['PUT', 'shipping-address', address],
      ['PUT', 'discount-code', { code: 'SALE' }],
      ['POST', 'place', { paymentToken: 'tok_ok' }],
      ['POST', 'payment-attempts', { paymentToken: 'tok_ok' }],
      ['POST', 'cancel', undefined],
      ['POST', 'returns', { lines: [{ sku: 'A', quantity: 1 }], reason: 'x' }],
    ];
    const head = await shop.store.head();
    for (const [method, path, body] of calls) {
      const of = body === undefined ? {} : { body };
      const strange = await shop.call(method, `/orders/${id}/${path}`, { as: bob, ...of });
      const unknown = await shop.call(method, `/orders/${unknownOrder}/${path}`, { as: alice, ...of });
      deepEqual([strange.status, unknown.status], [404, 404], `${method} ${path}`);
      equal(strange.body.detail, unknown.body.detail);
    }
    equal((await shop.call('POST', '/orders/not-an-id/cancel', { as: alice })).status, 404);
    equal(await shop.store.head(), head);
  });
});
