import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import type { Json } from '@shop/standalone/testing/client.ts';
import { orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import { leaderOf } from './testing/leader.ts';
import { runScript } from './testing/run-script.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

/** A lease of 3 s, the standby's next look, and a machine that is busy with other things. */
const longestTakeoverMs = 15_000;

describeOn('kafka', 'what runs once, when the process that runs it dies', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem();
    await stockProduct(running.client, 'FAIL-1', 1_000);
  });
  after(() => running[Symbol.asyncDispose]());

  const place = async (): Promise<string> => {
    const { client } = running;
    const reply = await client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'FAIL-1', quantity: 1 }]) });
    assert.equal(reply.status, 202, JSON.stringify(reply.body));
    return reply.body.id as string;
  };
  const streamOf = async (stream: string): Promise<Json[]> => {
    const { body } = await running.client.ask('GET', `/operations/streams/${stream}?limit=100`, { as: 'ada' });
    return body.items as Json[];
  };

  for (const role of ['fulfilment-process', 'event-relay'] as const) {
    test(`${role}: a standby takes over within seconds, and nothing happens twice`, async (context) => {
      const leader = await leaderOf(running, role);
      const orders = await Promise.all(Array.from({ length: 10 }, place));
      leader.kill('SIGKILL');
      const killedAt = Date.now();
      orders.push(...(await Promise.all(Array.from({ length: 10 }, place))));
      for (const id of orders) await running.client.until(`/orders/${id}`, 'alice', ({ status }) => status === 'confirmed');
      const seconds = (Date.now() - killedAt) / 1_000;
      context.diagnostic(`all confirmed and visible ${seconds.toFixed(1)} s after the kill`);
      assert.ok(seconds * 1_000 < longestTakeoverMs, `${seconds} s`);
      for (const id of orders) {
        const types = (await streamOf(`order-${id}`)).map(({ type }) => type as string);
        for (const once of ['OrderPlaced', 'OrderStockReserved', 'OrderPaymentAuthorized', 'OrderConfirmed']) {
          assert.equal(types.filter((type) => type === once).length, 1, `${id}: ${types.join()}`);
        }
      }
    });
  }

  test('the stock is what the orders took, and topics and read models are what the log says', async () => {
    await running.client.until('/inventory/FAIL-1', 'walt', ({ reserved }) => reserved === 40);
    const verified = await runScript('streams', ['verify', '--data', running.shop.dataFolder]).ended;
    assert.equal(verified.code, 0, verified.output);
  });
});
