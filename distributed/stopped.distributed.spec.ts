import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProcess } from '@shop/composition/kept-process.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { createClient, type Json } from '@shop/standalone/testing/client.ts';
import { address, orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import type { RoleName } from './roles.ts';
import { runScript } from './testing/run-script.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const patienceMs = 60_000;
/** Longer than a standby waits for a projector that does not move. */
const stoppedMs = 15_000;

describeOn('kafka', 'a process that is stopped in the middle of its work and goes on later', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem();
    await stockProduct(running.client, 'STOP-1', 1_000_000);
  });
  after(() => running[Symbol.asyncDispose]());

  const instancesOf = (role: RoleName): readonly KeptProcess[] => running.shop.processes.get(role) ?? [];
  const buy = async (): Promise<string> => {
    const { status, body } = await running.client.ask('POST', '/orders', {
      as: 'alice',
      body: orderOf([{ sku: 'STOP-1', quantity: 1 }]),
    });
    assert.equal(status, 202, JSON.stringify(body));
    return body.id as string;
  };
  const confirmed = (id: string) =>
    running.client.until(`/orders/${id}`, 'alice', ({ status }) => status === 'confirmed', patienceMs);

  test('a projector: another takes over, and the one that comes back spoils nothing', async () => {
    for (const stopped of instancesOf('order-projectors')) {
      stopped.kill('SIGSTOP');
      const stoppedAt = Date.now();
      try {
        for (const id of await Promise.all(Array.from({ length: 10 }, buy))) await confirmed(id);
        for (; Date.now() - stoppedAt < stoppedMs; await sleep(500)) await buy();
      } finally {
        stopped.kill('SIGCONT');
      }
      for (const id of await Promise.all(Array.from({ length: 10 }, buy))) await confirmed(id);
    }
    const verified = await runScript('streams', ['verify', '--data', running.shop.dataFolder]).ended;
    assert.equal(verified.code, 0, verified.output);
  });

  test('order-commands: of two that write one cart in turn none decides on what it knew before', async (context) => {
    const instances = instancesOf('order-commands');
    const ways = instances.map(({ url }) => createClient(url, running.shop.issuer));
    const cart = await running.client.ask('POST', '/orders', { as: 'bob', body: { shippingAddress: address } });
    const path = `/orders/${cart.body.id}`;
    let ending = false;
    let taken = 0;
    const write = async (way: (typeof ways)[number]): Promise<void> => {
      while (!ending) {
        const { status, body } = await way.ask('POST', `${path}/lines`, { as: 'bob', body: { sku: 'STOP-1', quantity: 1 } });
        assert.equal(status, 201, JSON.stringify(body));
        taken++;
      }
    };
    const writers = ways.flatMap((way) => [write(way), write(way)]);
    for (const stopped of [...instances, ...instances]) {
      await sleep(500);
      stopped.kill('SIGSTOP');
      await sleep(1_000);
      stopped.kill('SIGCONT');
    }
    ending = true;
    await Promise.all(writers);
    context.diagnostic(`${taken} lines`);
    const seen = await running.client.until(path, 'bob', ({ lines }) => lines.length >= taken, patienceMs);
    assert.equal(seen.lines.length, taken);
    assert.equal(new Set(seen.lines.map(({ lineId }: Json) => lineId)).size, taken);
  });
});
