import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { address, orderOf, stockProduct } from '../testing/stock-shop.ts';
import type { Reply, User } from '../testing/client.ts';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertProblem, healthy, invariantsHold, victimName, withoutEffect } from './attack.ts';

const holdSeconds = 4;

let running: TestShop;
before(async () => {
  running = await startTestShop({ HOLD_SECONDS: String(holdSeconds) });
});
after(() => running[Symbol.asyncDispose]());

const post = (as: User, path: string, key: string | null, body: unknown): Promise<Reply> =>
  running.client.ask('POST', path, { as, key, body });

describe('an idempotency key', () => {
  const key = 'order-of-monday';
  const cart = { shippingAddress: { ...address, name: victimName } };
  let first: Reply;
  before(async () => {
    first = await post('alice', '/orders', key, cart);
    assert.equal(first.status, 201);
  });

  it('used again with another body is a 422 and does nothing', () =>
    withoutEffect(running, async () => {
      for (const body of [{}, { ...cart, place: false }, { shippingAddress: address }]) {
        const reply = await post('alice', '/orders', key, body);
        assertProblem(reply, 422);
        assert.equal(reply.body.type, '/problems/idempotency-key-reused');
      }
    }));

  it('used again with the same body in another spelling is the same command', () =>
    withoutEffect(running, async () => {
      const { name, ...rest } = cart.shippingAddress;
      const again = await post('alice', '/orders', key, `{ "shippingAddress": ${JSON.stringify({ ...rest, name })} }`);
      assert.deepEqual([again.status, again.body], [first.status, first.body]);
      assert.equal(again.headers.get('idempotent-replayed'), 'true');
    }));

  it("of somebody else never gives the first one's answer", async () => {
    for (const user of ['bob', 'ada'] as const) {
      const other = await post(user, '/orders', key, cart);
      assert.equal(other.status, 201);
      assert.notEqual(other.body.id, first.body.id);
      assert.equal(other.headers.get('idempotent-replayed'), null);
    }
    // Staff who act for Alice are still themselves.
    const token = await running.client.token('alice');
    const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { sub: string };
    const helped = await post('sam', '/orders', key, { ...cart, customerId: sub });
    assert.notEqual(helped.body.id, first.body.id);
  });

  it('says nothing of whether somebody else used it', () =>
    withoutEffect(running, async () => {
      const used = await post('bob', `/orders/${first.body.id}/cancel`, key, {});
      const fresh = await post('bob', `/orders/${first.body.id}/cancel`, 'never-used', {});
      assertProblem(used, 404);
      assert.deepEqual([used.status, used.body.detail], [fresh.status, fresh.body.detail]);
    }));

  it('of one path is not that of another, however the path is written', async () => {
    const one = await post('alice', `/orders/${first.body.id}/cancel`, key, {});
    assert.equal(one.status, 200);
    await withoutEffect(running, async () => {
      const upper = await post('alice', `/orders/${String(first.body.id).toUpperCase()}/cancel`, key, {});
      assertProblem(upper, 404);
    });
  });

  it('is 1 to 255 printable characters, once', () =>
    withoutEffect(running, async () => {
      for (const bad of ['k'.repeat(10 * 1024), 'k'.repeat(256), '', 'é', 'a\tb', null]) {
        for (const path of ['/orders', `/orders/${first.body.id}/cancel`]) {
          const reply = await post('alice', path, bad, {});
          assertProblem(reply, 400);
        }
      }
      const headers = { 'If-Match': '*', 'Idempotency-Key': 'k'.repeat(10 * 1024) };
      const put = await running.client.ask('PUT', `/orders/${first.body.id}/shipping-address`, {
        as: 'alice',
        body: address,
        headers,
      });
      assertProblem(put, 400);
      const huge = await fetch(`${running.shop.gateway}/api/v1/orders`, {
        method: 'POST',
        headers: { 'Idempotency-Key': 'k'.repeat(20 * 1024) },
      });
      assert.equal(huge.status, 431);
    }));

  it('of a refused command may be used again', async () => {
    assertProblem(await post('alice', '/orders', 'try', { lines: [{ sku: 'NOT-YET', quantity: 1 }] }), 422);
    await stockProduct(running.client, 'NOT-YET', 1);
    assert.equal((await post('alice', '/orders', 'try', { lines: [{ sku: 'NOT-YET', quantity: 1 }] })).status, 201);
  });
});

describe('stock', () => {
  it('held by orders that nobody pays is free again when the hold ends', async () => {
    const { client } = running;
    await stockProduct(client, 'HOARD-1', 20);
    const unpaid = await Promise.all(
      Array.from({ length: 30 }, () =>
        post('bob', '/orders', crypto.randomUUID(), orderOf([{ sku: 'HOARD-1', quantity: 1 }], 'tok_declined')),
      ),
    );
    assert.ok(unpaid.every(({ status }) => status === 202));
    await client.until('/inventory/HOARD-1', 'walt', ({ available, reserved }) => available === 0 && reserved === 20);
    const sold = await client.ask('POST', '/orders', {
      as: 'alice',
      body: orderOf([{ sku: 'HOARD-1', quantity: 1 }]),
      headers: { Prefer: 'wait=20' },
    });
    assert.equal(sold.body.status, 'rejected');
    await client.until('/inventory/HOARD-1', 'walt', ({ available, reserved }) => available === 20 && reserved === 0);
    const bought = await client.ask('POST', '/orders', {
      as: 'alice',
      body: orderOf([{ sku: 'HOARD-1', quantity: 20 }]),
      headers: { Prefer: 'wait=20' },
    });
    assert.equal(bought.body.status, 'confirmed');
    await healthy(running);
  });

  it('is told to customers in no figure', async () => {
    const { client } = running;
    const { body } = await client.ask('GET', '/products?q=HOARD');
    const detail = await client.ask('GET', `/products/${body.items[0].id}`);
    const availability = await client.ask('GET', `/products/${body.items[0].id}/availability`);
    for (const shown of [body.items[0], detail.body, availability.body]) {
      assert.doesNotMatch(JSON.stringify(shown), /onHand|reserved|"available"|threshold/i);
    }
    const rejected = await client.ask('POST', '/orders', {
      as: 'bob',
      body: orderOf([{ sku: 'HOARD-1', quantity: 1_000 }]),
      headers: { Prefer: 'wait=20' },
    });
    const order = await client.until(`/orders/${rejected.body.id}`, 'bob', ({ status }) => status === 'rejected');
    assert.deepEqual(order.reason, { code: 'out_of_stock', skus: ['HOARD-1'] });
  });
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));
