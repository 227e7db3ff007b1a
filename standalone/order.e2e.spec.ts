import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { cartToRefund } from './testing/cart-to-refund.ts';
import { address, orderOf, stockProduct } from './testing/stock-shop.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

let running: TestShop;
before(async () => {
  running = await startTestShop({ HOLD_SECONDS: '4' });
});
after(() => running[Symbol.asyncDispose]());

const wait = { Prefer: 'wait=20' };

test('an order goes from cart to refund, and the dashboard and the stock say the same', async () => {
  await cartToRefund(running.client, 'CART-1');
});

test('a declined order is paid by another attempt; the third decline rejects it and gives the stock back', async () => {
  const { client } = running;
  await stockProduct(client, 'DECLINE-1', 5);
  const placed = await client.ask('POST', '/orders', {
    as: 'alice',
    body: orderOf([{ sku: 'DECLINE-1', quantity: 2 }], 'tok_declined'),
    headers: wait,
  });
  assert.equal(placed.status, 200, JSON.stringify(placed.body));
  const order = `/orders/${placed.body.id}`;
  await client.until(order, 'alice', (body) => body.payment === 'declined');
  await client.until('/inventory/DECLINE-1', 'walt', (body) => body.available === 3);
  for (const attempt of [2, 3]) {
    const retried = await client.ask('POST', `${order}/payment-attempts`, {
      as: 'alice',
      body: { paymentToken: 'tok_declined' },
      headers: wait,
    });
    assert.ok([200, 202].includes(retried.status), `${attempt}: ${JSON.stringify(retried.body)}`);
  }
  const rejected = await client.until(order, 'alice', (body) => body.status === 'rejected');
  assert.equal(rejected.reason.code, 'payment_declined');
  await client.until('/inventory/DECLINE-1', 'walt', (body) => body.available === 5);
});

test('an order that is never paid expires and gives its stock back', async () => {
  const { client } = running;
  await stockProduct(client, 'EXPIRE-1', 1);
  const placed = await client.ask('POST', '/orders', {
    as: 'alice',
    body: orderOf([{ sku: 'EXPIRE-1', quantity: 1 }], 'tok_declined'),
  });
  await client.until(`/orders/${placed.body.id}`, 'alice', (body) => body.status === 'expired');
  await client.until('/inventory/EXPIRE-1', 'walt', (body) => body.available === 1 && body.reserved === 0);
});

test('a sold-out order is rejected with its SKUs and without a figure; what was reserved for it is free again', async () => {
  const { client } = running;
  await stockProduct(client, 'SOLD-1', 1);
  await stockProduct(client, 'SOLD-2', 5);
  const lines = [
    { sku: 'SOLD-1', quantity: 1 },
    { sku: 'SOLD-2', quantity: 2 },
    { sku: 'SOLD-1', quantity: 1 },
  ];
  const placed = await client.ask('POST', '/orders', { as: 'alice', body: orderOf(lines), headers: wait });
  assert.deepEqual([placed.status, placed.body.status], [200, 'rejected']);
  const body = await client.until(`/orders/${placed.body.id}`, 'alice', (order) => order.status === 'rejected');
  assert.deepEqual([body.reason, body.payment], [{ code: 'out_of_stock', skus: ['SOLD-1'] }, 'none']);
  await client.until('/inventory/SOLD-2', 'walt', (level) => level.available === 5);
  await client.until('/inventory/SOLD-1', 'walt', (level) => level.available === 1);
});

test('a cancelled order gives its stock back and leaves the dashboard', async () => {
  const { client } = running;
  await stockProduct(client, 'CANCEL-1', 3);
  const placed = await client.ask('POST', '/orders', {
    as: 'bob',
    body: orderOf([{ sku: 'CANCEL-1', quantity: 3 }]),
    headers: wait,
  });
  assert.equal(placed.body.status, 'confirmed');
  const cancelled = await client.ask('POST', `/orders/${placed.body.id}/cancel`, {
    as: 'bob',
    body: { reason: 'changed my mind' },
  });
  assert.equal(cancelled.status, 200, JSON.stringify(cancelled.body));
  const again = await client.ask('POST', `/orders/${placed.body.id}/cancel`, { as: 'bob', body: {} });
  assert.deepEqual([again.status, again.body.type], [409, '/problems/invalid-transition']);
  await client.until('/inventory/CANCEL-1', 'walt', (level) => level.available === 3 && level.reserved === 0);
  await client.until(`/orders/${placed.body.id}`, 'bob', (order) => order.payment === 'voided');
  const today = new Date().toISOString().slice(0, 10);
  const report = await client.until(`/reports/sales?from=${today}&to=${today}&by=product`, 'ada', () => true);
  assert.equal(
    report.items.some((item: { key: string; orders: number }) => item.key === 'CANCEL-1' && item.orders > 0),
    false,
  );
});

test("another customer's order does not exist, whatever is asked of it", async () => {
  const { client } = running;
  await stockProduct(client, 'OWN-1', 5);
  const placed = await client.ask('POST', '/orders', {
    as: 'alice',
    body: orderOf([{ sku: 'OWN-1', quantity: 1 }]),
    headers: wait,
  });
  const order = `/orders/${placed.body.id}`;
  await client.until(order, 'alice', (body) => body.status === 'confirmed');
  for (const [method, path] of [
    ['GET', order],
    ['GET', `${order}/timeline`],
    ['POST', `${order}/cancel`],
  ] as const) {
    const strange = await client.ask(method, path, { as: 'bob' });
    assert.equal(strange.status, 404, `${method} ${path}`);
    assert.ok(!JSON.stringify(strange.body).includes('Alice'));
  }
  const list = await client.ask('GET', '/orders?limit=100', { as: 'bob' });
  assert.ok(list.body.items.every((item: { id: string }) => item.id !== placed.body.id));
});

test('an erased customer is in no answer any more, and their orders stay', async () => {
  const { client } = running;
  await stockProduct(client, 'ERASE-1', 5);
  const body = {
    ...orderOf([{ sku: 'ERASE-1', quantity: 1 }]),
    customerId: 'erasable',
    shippingAddress: { ...address, name: 'Canary Q. Person' },
  };
  const placed = await client.ask('POST', '/orders', { as: 'sam', body, headers: wait });
  assert.equal(placed.status, 200, JSON.stringify(placed.body));
  const order = `/orders/${placed.body.id}`;
  const before = await client.until(order, 'sam', (found) => found.status === 'confirmed');
  assert.equal(before.shippingAddress.name, 'Canary Q. Person');
  assert.equal((await client.ask('POST', '/customers/erasable/erasure', { as: 'ada' })).status, 202);
  const after = await client.until(order, 'sam', (found) => found.erased === true);
  assert.equal(after.shippingAddress, null);
  const events = await client.ask('GET', `/operations/streams/order-${placed.body.id}`, { as: 'ada' });
  for (const text of [
    JSON.stringify(after),
    JSON.stringify(events.body),
    JSON.stringify((await client.ask('GET', `${order}/timeline`, { as: 'sam' })).body),
  ]) {
    assert.ok(!text.includes('Canary'));
  }
});
