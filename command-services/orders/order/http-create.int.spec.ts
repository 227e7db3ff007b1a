import { deepEqual, equal, match, notEqual, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ada, address, alice, bob, gbp, orderService, sam, walt } from '../testing/order-service.ts';

const lines = [{ sku: 'A', quantity: 2 }];
const problem = (answer: { status: number; body: { type?: string } }) => [answer.status, answer.body.type];
const pointers = (answer: { body: { errors?: { pointer: string }[] } }) => answer.body.errors?.map(({ pointer }) => pointer);

describe('POST /orders', () => {
  it('begins a cart: 201, Location, ETag, Consistency-Token', async () => {
    await using shop = await orderService({ idle: true });
    const answer = await shop.call('POST', '/orders', { as: alice, body: { lines, shippingAddress: address } });
    equal(answer.status, 201);
    deepEqual(answer.body, { id: answer.body.id, revision: 2, status: 'draft' });
    equal(answer.headers.get('location'), `/api/v1/orders/${answer.body.id}`);
    equal(answer.headers.get('etag'), '"2"');
    equal(answer.headers.get('consistency-token'), `order-${answer.body.id}@2`);
    const events = await shop.events(`order-${answer.body.id}`);
    deepEqual(
      events.map(({ type }) => type),
      ['OrderCreated', 'OrderLineAdded', 'ShippingDetailsSet'],
    );
    equal((events[0]?.data as { customerId: string }).customerId, 'alice');
    equal((await shop.call('POST', '/orders', { as: alice, body: {} })).status, 201);
  });

  it('keeps the address sealed, readable only with the customer’s key', async () => {
    await using shop = await orderService({ idle: true });
    const id = await shop.cart();
    const set = (await shop.events(`order-${id}`)).find(({ type }) => type === 'ShippingDetailsSet');
    ok(!JSON.stringify(set?.data).includes('High Street'));
    deepEqual(await shop.cipher.open((set?.data as { address: Parameters<typeof shop.cipher.open>[0] }).address), address);
  });

  it('places in the same append: 202, Location, Retry-After', async () => {
    await using shop = await orderService({ idle: true });
    const body = { lines, shippingAddress: address, paymentToken: 'tok_ok', place: true };
    const answer = await shop.call('POST', '/orders', { as: alice, body });
    equal(answer.status, 202);
    equal(answer.body.status, 'placed');
    equal(answer.headers.get('retry-after'), '1');
    const events = await shop.events(`order-${answer.body.id}`);
    deepEqual(
      events.map(({ type }) => type),
      ['OrderCreated', 'OrderPlaced'],
    );
    deepEqual((events[1]?.data as { totals: unknown }).totals, {
      lines: 2_000,
      discount: 0,
      tax: 400,
      shipping: 499,
      total: 2_899,
    });
  });

  it('waits for the end where that is preferred', async () => {
    await using shop = await orderService();
    const body = { lines, shippingAddress: address, paymentToken: 'tok_ok', place: true };
    const answer = await shop.call('POST', '/orders', { as: alice, body, headers: { Prefer: 'wait=10' } });
    equal(answer.status, 200);
    equal(answer.body.status, 'confirmed');
    equal(answer.headers.get('preference-applied'), 'wait=10');
    equal(answer.headers.get('etag'), `"${answer.body.revision}"`);
    const sold = { ...body, lines: [{ sku: 'GONE', quantity: 1 }] };
    const rejected = await shop.call('POST', '/orders', { as: alice, body: sold, headers: { Prefer: 'wait=10' } });
    deepEqual([rejected.status, rejected.body.status], [200, 'rejected']);
    const [, , end] = await shop.events(`order-${rejected.body.id}`);
    deepEqual(end?.data, { reason: { code: 'out_of_stock', skus: ['GONE'] } });
  });

  it('answers 202 where the end does not come in time', async () => {
    await using shop = await orderService({ idle: true });
    const body = { lines, shippingAddress: address, paymentToken: 'tok_ok', place: true };
    const answer = await shop.call('POST', '/orders', { as: alice, body, headers: { Prefer: 'wait=0' } });
    equal(answer.status, 202);
    equal(answer.headers.get('preference-applied'), null);
  });

  it('is done once per key, whatever the order of the members', async () => {
    await using shop = await orderService({ idle: true });
    const first = await shop.call('POST', '/orders', { as: alice, key: 'k', body: { lines, shippingAddress: address } });
    const again = await shop.call('POST', '/orders', { as: alice, key: 'k', body: { shippingAddress: address, lines } });
    deepEqual([again.status, again.body, again.headers.get('idempotent-replayed')], [201, first.body, 'true']);
    const other = await shop.call('POST', '/orders', { as: alice, key: 'k', body: {} });
    deepEqual(problem(other), [422, '/problems/idempotency-key-reused']);
    const bobs = await shop.call('POST', '/orders', { as: bob, key: 'k', body: { lines, shippingAddress: address } });
    notEqual(bobs.body.id, first.body.id);
    equal((await shop.call('POST', '/orders', { as: alice, key: null, body: {} })).status, 400);
  });

  it('tells which SKUs are not sold, and changed prices', async () => {
    await using shop = await orderService({ idle: true });
    const unknown = await shop.call('POST', '/orders', {
      as: alice,
      body: { lines: [...lines, { sku: 'X', quantity: 1 }, { sku: 'OLD', quantity: 1 }] },
    });
    deepEqual([unknown.status, pointers(unknown)], [422, ['/lines/1/sku', '/lines/2/sku']]);
    const changed = await shop.call('POST', '/orders', {
      as: alice,
      body: { lines: [{ ...lines[0], expectedUnitPrice: gbp(900) }] },
    });
    deepEqual(problem(changed), [409, '/problems/price-changed']);
    deepEqual(changed.body.prices, [{ sku: 'A', unitPrice: gbp(1_000) }]);
    const right = { lines: [{ ...lines[0], expectedUnitPrice: gbp(1_000) }] };
    equal((await shop.call('POST', '/orders', { as: alice, body: right })).status, 201);
  });

  it('places nothing that is incomplete', async () => {
    await using shop = await orderService({ idle: true });
    const body = { lines, paymentToken: 'tok_ok', place: true };
    const answer = await shop.call('POST', '/orders', { as: alice, body });
    deepEqual(problem(answer), [409, '/problems/order-incomplete']);
    equal(await shop.store.head(), -1n);
  });

  it('refuses what is not valid, naming it', async () => {
    await using shop = await orderService({ idle: true });
    const at = async (body: unknown, as = alice) => {
      const answer = await shop.call('POST', '/orders', { as, body });
      equal(answer.status, 422, JSON.stringify(answer.body));
      return [...new Set(pointers(answer))];
    };
    deepEqual(await at({ lines, paymentToken: 'tok_unheard_of' }), ['/paymentToken']);
    deepEqual(await at({ lines, shippingAddress: address, place: true }), ['/paymentToken']);
    deepEqual(await at({ lines: [{ sku: 'A', quantity: 0 }] }), ['/lines/0/quantity']);
    deepEqual(await at({ lines: [{ sku: 'A', quantity: 1.5 }] }), ['/lines/0/quantity']);
    deepEqual(await at({ lines: [{ sku: 'A', quantity: '1' }] }), ['/lines/0/quantity']);
    deepEqual(await at({ lines: [{ sku: 'A', quantity: 2 ** 53 }] }), ['/lines/0/quantity']);
    deepEqual(await at({ lines: [{ sku: 'A', quantity: 1, unitPrice: gbp(1) }] }), ['/lines/0/unitPrice']);
    deepEqual(await at({ status: 'confirmed' }), ['/status']);
    deepEqual(await at({ shippingAddress: { ...address, country: 'gb' } }), ['/shippingAddress/country']);
    deepEqual(await at({ lines: Array.from({ length: 2_001 }, () => lines[0]) }), ['/lines']);
    const euros = { customerId: 'alice', reason: 'x', agreedShipping: { amount: 1, currency: 'EUR' } };
    deepEqual(await at(euros, ada), ['/agreedShipping/currency']);
    const later = { customerId: 'alice', reason: 'x', placedAt: '2999-01-01T00:00:00Z' };
    deepEqual(await at(later, ada), ['/placedAt']);
    deepEqual(await at({ customerId: 'alice', placedAt: '2010-01-01T00:00:00Z' }, ada), ['/reason']);
    deepEqual(await at({}, sam), ['/customerId']);
    deepEqual(await at({ customerId: 'a b' }, sam), ['/customerId']);
    equal(await shop.store.head(), -1n);
  });

  it('is for customers, support and admin', async () => {
    await using shop = await orderService({ idle: true });
    equal((await shop.call('POST', '/orders', { body: {} })).status, 401);
    for (const as of [walt, 'catalog-manager~carol']) equal((await shop.call('POST', '/orders', { as, body: {} })).status, 403);
    const own = await shop.call('POST', '/orders', { as: ada, body: { lines } });
    equal(own.status, 201);
    const [created] = await shop.events(`order-${own.body.id}`);
    equal((created?.data as { customerId: string }).customerId, 'ada');
    match(own.body.id, /^[0-9a-f-]{36}$/);
  });
});
