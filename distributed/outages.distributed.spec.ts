import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { keysOfPrefix, removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import type { Reply } from '@shop/standalone/testing/client.ts';
import { orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import type { RoleName } from './roles.ts';
import { bringBack, killEngine } from './testing/engines.ts';
import { runScript } from './testing/run-script.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const patienceMs = 60_000;
const wait = { Prefer: 'wait=20' };

describeOn('kafka', 'an engine that goes away', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem({}, { instances: 1 });
    await stockProduct(running.client, 'OUT-1', 1_000);
  });
  after(() => running[Symbol.asyncDispose]());

  const place = (key: string = randomUUID(), headers: Readonly<Record<string, string>> = wait): Promise<Reply> =>
    running.client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'OUT-1', quantity: 1 }]), key, headers });
  const readyz = async (role: RoleName): Promise<{ status: number; text: string }> => {
    const [instance] = running.shop.processes.get(role) ?? [];
    const response = await fetch(`${instance?.url}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const eventually = async <T>(what: string, look: () => Promise<T>, wanted: (seen: T) => boolean): Promise<T> => {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const seen = await look();
      if (wanted(seen)) return seen;
      assert.ok(Date.now() < deadline, `${what}: never; ${JSON.stringify(seen)}`);
      await sleep(100);
    }
  };
  const verified = async (): Promise<void> => {
    const { code, output } = await runScript('streams', ['verify', '--data', running.shop.dataFolder]).ended;
    assert.equal(code, 0, output);
  };
  const visible = (id: string) => running.client.until(`/orders/${id}`, 'alice', ({ status }) => status === 'confirmed');

  test('Redis: orders are taken and confirmed, queries are 503 with Retry-After, and all comes back by itself', async () => {
    await visible((await place()).body.id);
    await killEngine('redis');
    let order: Reply;
    try {
      order = await place();
      assert.deepEqual([order.status, order.body.status], [200, 'confirmed'], JSON.stringify(order.body));
      const asked = await running.client.ask('GET', `/orders/${order.body.id}`, { as: 'alice' });
      assert.deepEqual([asked.status, asked.body.type], [503, '/problems/read-store-unavailable'], JSON.stringify(asked.body));
      assert.ok(Number(asked.headers.get('retry-after')) > 0);
      const unready = await readyz('order-queries');
      assert.deepEqual([unready.status, unready.text.includes('the read store does not answer')], [503, true], unready.text);
    } finally {
      await bringBack('redis');
    }
    await eventually(
      'order-queries is ready',
      () => readyz('order-queries'),
      ({ status }) => status === 200,
    );
    await visible(order.body.id);
    await verified();
  });

  test('Redis emptied: the read models are built again from the log, and not ready until then', async () => {
    const { body } = await place();
    await visible(body.id);
    const { REDIS_URL: url = '', REDIS_PREFIX: prefix = '' } = running.settings;
    assert.ok((await keysOfPrefix({ url }, prefix)).length > 0);
    await removeKeys({ url }, prefix);
    const after = await place();
    assert.equal(after.body.status, 'confirmed', JSON.stringify(after.body));
    for (const role of ['order-queries', 'product-queries'] as const) {
      await eventually(
        `${role} is ready`,
        () => readyz(role),
        ({ status }) => status === 200,
      );
    }
    await visible(body.id);
    await visible(after.body.id);
    await verified();
  });

  test('Kafka: orders are taken and confirmed; views lag, say so to a Consistency-Token, and catch up', async () => {
    await killEngine('kafka');
    let order: Reply;
    try {
      order = await place();
      assert.deepEqual([order.status, order.body.status], [200, 'confirmed'], JSON.stringify(order.body));
      const token = order.headers.get('consistency-token') ?? '';
      const asked = await running.client.ask('GET', `/orders/${order.body.id}`, {
        as: 'alice',
        headers: { 'Consistency-Token': token },
      });
      assert.deepEqual([asked.status, asked.body.type], [503, '/problems/read-model-lagging'], JSON.stringify(asked.body));
      assert.ok(Number(asked.headers.get('retry-after')) > 0);
      const relay = await eventually(
        'the relay tells of it',
        () => readyz('event-relay'),
        ({ status }) => status === 503,
      );
      assert.match(relay.text, /the relay is waiting/);
    } finally {
      await bringBack('kafka');
    }
    await eventually(
      'the order is visible',
      () => running.client.ask('GET', `/orders/${order.body.id}`, { as: 'alice' }),
      ({ status, body }) => status === 200 && body.status === 'confirmed',
    );
    await eventually(
      'the relay is ready',
      () => readyz('event-relay'),
      ({ status }) => status === 200,
    );
    await verified();
  });

  test('PostgreSQL: commands are 503 with Retry-After and change nothing; the same key is answered afterwards', async () => {
    const [before, key] = [await running.client.ask('GET', '/inventory/OUT-1', { as: 'walt' }), randomUUID()];
    await killEngine('postgres');
    try {
      const refused = await place(key, {});
      assert.equal(refused.status, 503, JSON.stringify(refused.body));
      assert.ok(Number(refused.headers.get('retry-after')) > 0);
      assert.equal((await readyz('order-commands')).status, 503);
      const level = await running.client.ask('GET', '/inventory/OUT-1', { as: 'walt' });
      assert.deepEqual([level.status, level.body.reserved], [200, before.body.reserved], 'queries answer on');
    } finally {
      await bringBack('postgres');
    }
    const again = await eventually(
      'the command is taken',
      () => place(key),
      ({ status }) => status === 200,
    );
    assert.equal(again.body.status, 'confirmed', JSON.stringify(again.body));
    await visible(again.body.id);
    await eventually(
      'the stock shows one more reserved',
      () => running.client.ask('GET', '/inventory/OUT-1', { as: 'walt' }),
      ({ body }) => body.reserved === before.body.reserved + 1,
    );
    await verified();
  });
});
