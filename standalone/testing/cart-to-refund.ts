import assert from 'node:assert/strict';
import type { Client } from './client.ts';
import { address, stockProduct } from './stock-shop.ts';

const wait = { Prefer: 'wait=20' };

/**
 * Takes an order the whole way: cart, order, dispatch, delivery, return, refund; then the order, the stock and the
 * dashboard must say the same. `sku` must be new to the shop.
 */
export async function cartToRefund(client: Client, sku: string): Promise<{ readonly orderId: string }> {
  await stockProduct(client, sku, 10, 1_500);
  const cart = await client.ask('POST', '/orders', { as: 'alice', body: {} });
  assert.equal(cart.status, 201, JSON.stringify(cart.body));
  const order = `/orders/${cart.body.id}`;
  const line = await client.ask('POST', `${order}/lines`, { as: 'alice', body: { sku, quantity: 3 } });
  assert.equal(line.status, 201, JSON.stringify(line.body));
  const changed = await client.ask('PATCH', `${order}/lines/${line.body.id}`, {
    as: 'alice',
    body: { quantity: 2 },
    headers: { 'If-Match': line.headers.get('etag') ?? '' },
  });
  assert.equal(changed.status, 200, JSON.stringify(changed.body));
  const addressed = await client.ask('PUT', `${order}/shipping-address`, {
    as: 'alice',
    body: address,
    headers: { 'If-Match': changed.headers.get('etag') ?? '' },
  });
  assert.equal(addressed.status, 200, JSON.stringify(addressed.body));
  const placed = await client.ask('POST', `${order}/place`, { as: 'alice', body: { paymentToken: 'tok_ok' }, headers: wait });
  assert.deepEqual([placed.status, placed.body.status], [200, 'confirmed'], JSON.stringify(placed.body));
  assert.ok(placed.headers.get('preference-applied')?.startsWith('wait'));

  const token = placed.headers.get('consistency-token') ?? '';
  const detail = await client.ask('GET', order, { as: 'alice', headers: { 'Consistency-Token': token } });
  assert.equal(detail.status, 200);
  assert.deepEqual(detail.body.totals, {
    lines: { amount: 3_000, currency: 'GBP' },
    discount: { amount: 0, currency: 'GBP' },
    tax: { amount: 600, currency: 'GBP' },
    shipping: { amount: 499, currency: 'GBP' },
    total: { amount: 4_099, currency: 'GBP' },
  });

  const sent = await client.ask('POST', `${order}/fulfilments`, {
    as: 'walt',
    body: { lines: [{ sku, quantity: 2 }], tracking: 'RM1' },
  });
  assert.equal(sent.status, 201, JSON.stringify(sent.body));
  const delivered = await client.ask('POST', `${order}/fulfilments/${sent.body.id}/deliver`, { as: 'walt' });
  assert.equal(delivered.status, 200, JSON.stringify(delivered.body));
  await client.until(order, 'alice', (body) => body.status === 'completed' && body.captured.amount === 4_099);

  const returned = await client.ask('POST', `${order}/returns`, {
    as: 'alice',
    body: { lines: [{ sku, quantity: 1 }], reason: 'too many' },
  });
  assert.equal(returned.status, 201, JSON.stringify(returned.body));
  const back = `${order}/returns/${returned.body.id}`;
  assert.equal((await client.ask('POST', `${back}/approve`, { as: 'sam' })).status, 200);
  const received = await client.ask('POST', `${back}/receive`, {
    as: 'walt',
    body: { lines: [{ sku, quantity: 1, disposition: 'restock' }] },
  });
  assert.equal(received.status, 200, JSON.stringify(received.body));
  const refunded = await client.until(order, 'alice', (body) => body.refunded.amount > 0);
  assert.deepEqual([refunded.refunded.amount, refunded.payment], [1_800, 'partially_refunded']);

  await client.until(`/inventory/${sku}`, 'walt', (body) => body.onHand === 9 && body.reserved === 0 && body.available === 9);
  const today = new Date().toISOString().slice(0, 10);
  const report = await client.until(
    `/reports/sales?from=${today}&to=${today}&by=product`,
    'ada',
    (body) => body.totals.refunded.amount >= 1_800,
  );
  const row = report.items.find((item: { key: string }) => item.key === sku);
  assert.deepEqual([row.units, row.goods.amount, row.tax.amount], [2, 3_000, 600]);
  const timeline = await client.ask('GET', `${order}/timeline?limit=100`, { as: 'alice' });
  assert.ok(timeline.body.items.length >= 10);
  return { orderId: cart.body.id as string };
}
