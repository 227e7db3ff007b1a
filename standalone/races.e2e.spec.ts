import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Reply } from './testing/client.ts';
import { orderOf, stockProduct } from './testing/stock-shop.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

let running: TestShop;
before(async () => {
  running = await startTestShop();
});
after(() => running[Symbol.asyncDispose]());

const wait = { Prefer: 'wait=30' };

test('500 buyers at once for 100 units: exactly 100 are confirmed and nothing is negative at any prefix of the log', async () => {
  const { client } = running;
  await stockProduct(client, 'RACE-1', 100);
  await client.token('alice');
  const buyers = Array.from({ length: 500 }, () =>
    client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'RACE-1', quantity: 1 }]), headers: wait }),
  );
  const settled: string[] = [];
  for (const reply of await Promise.all(buyers)) {
    assert.ok(reply.status === 200 || reply.status === 202, JSON.stringify(reply.body));
    settled.push(await outcomeOf(reply));
  }
  const count = (status: string): number => settled.filter((each) => each === status).length;
  assert.deepEqual([count('confirmed'), count('rejected')], [100, 400]);

  let onHand = 0;
  const open = new Map<string, number>();
  for (const event of await streamOf('inventory-RACE-1')) {
    if (event.type === 'StockItemRegistered') onHand = event.data.onHand;
    if (event.type === 'StockReserved') open.set(event.data.reservationId, event.data.quantity);
    if (event.type === 'StockReservationReleased' || event.type === 'StockReservationExpired')
      open.delete(event.data.reservationId);
    const reserved = [...open.values()].reduce((sum, quantity) => sum + quantity, 0);
    assert.ok(onHand >= 0 && reserved <= onHand, `revision ${event.revision}: ${reserved} of ${onHand}`);
  }
  assert.equal(open.size, 100);
});

test('200 requests at once with one key: one effect, equal answers', async () => {
  const { client } = running;
  await stockProduct(client, 'TWIN-1', 1_000);
  const body = orderOf([{ sku: 'TWIN-1', quantity: 1 }]);
  const replies = await Promise.all(
    Array.from({ length: 200 }, () => client.ask('POST', '/orders', { as: 'bob', body, key: 'one-key' })),
  );
  assert.deepEqual([...new Set(replies.map(({ status, body: answer }) => `${status} ${JSON.stringify(answer)}`))].length, 1);
  assert.equal(replies.filter(({ headers }) => headers.get('idempotent-replayed') === null).length, 1);
  const other = await client.ask('POST', '/orders', {
    as: 'bob',
    body: orderOf([{ sku: 'TWIN-1', quantity: 2 }]),
    key: 'one-key',
  });
  assert.equal(other.status, 422);
  const stranger = await client.ask('POST', '/orders', { as: 'alice', body, key: 'one-key' });
  assert.notEqual(stranger.body.id, replies[0]?.body.id);
});

test('the last redemption of a discount code is given once', async () => {
  const { client } = running;
  await stockProduct(client, 'CODE-1', 100);
  const made = await client.ask('POST', '/discount-codes', {
    as: 'carol',
    body: { code: 'last-one', percentOff: 10, maxRedemptions: 1 },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const carts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { lines, shippingAddress } = orderOf([{ sku: 'CODE-1', quantity: 1 }]);
      const cart = await client.ask('POST', '/orders', { as: 'alice', body: { lines, shippingAddress } });
      const path = `/orders/${cart.body.id}`;
      const applied = await client.ask('PUT', `${path}/discount-code`, {
        as: 'alice',
        body: { code: 'LAST-ONE' },
        headers: { 'If-Match': cart.headers.get('etag') ?? '' },
      });
      assert.equal(applied.status, 200, JSON.stringify(applied.body));
      return path;
    }),
  );
  const placed = await Promise.all(
    carts.map((path) => client.ask('POST', `${path}/place`, { as: 'alice', body: { paymentToken: 'tok_ok' }, headers: wait })),
  );
  const outcomes = await Promise.all(placed.map((reply) => outcomeOf(reply)));
  assert.equal(outcomes.filter((status) => status === 'confirmed').length, 1);
  assert.equal(outcomes.filter((status) => status === 'rejected').length, 7);
  await client.until('/inventory/CODE-1', 'walt', (level) => level.available === 99);
});

async function outcomeOf(reply: Reply): Promise<string> {
  if (['confirmed', 'rejected'].includes(reply.body.status)) return reply.body.status as string;
  const body = await running.client.until(`/orders/${reply.body.id}`, 'ada', (order) =>
    ['confirmed', 'rejected'].includes(order.status),
  );
  return body.status as string;
}

async function streamOf(
  stream: string,
): Promise<{ type: string; revision: number; data: { reservationId: string; quantity: number; onHand: number } }[]> {
  const events = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Reply = await running.client.ask(
      'GET',
      `/operations/streams/${stream}?limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`,
      { as: 'ada' },
    );
    assert.equal(page.status, 200);
    events.push(...page.body.items);
    cursor = page.body.page.nextCursor;
  }
  return events;
}
