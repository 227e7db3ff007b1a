import assert from 'node:assert/strict';
import { after, before, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeptProcess } from '@shop/composition/kept-process.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import type { RoleName } from './roles.ts';
import { startLoad } from './testing/load.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

const patienceMs = 60_000;
const routed = ['product-queries', 'product-commands', 'order-commands'] as const satisfies readonly RoleName[];

describeOn('eureka', 'instances that die, hang and are replaced under load, found by Eureka', () => {
  let running: TestSystem;
  let product: string;
  before(async () => {
    running = await startTestSystem({ DISCOVERY: 'eureka' });
    product = await stockProduct(running.client, 'LOAD-1', 1_000_000);
    await running.client.until(`/products/${product}`, 'alice', ({ status }) => status === 'active');
  });
  after(() => running[Symbol.asyncDispose]());

  const instance = (role: RoleName, index = 0): KeptProcess => {
    const found = running.shop.processes.get(role)?.[index];
    assert.ok(found, role);
    return found;
  };
  const ready = async ({ url, name }: KeptProcess, unlike?: number, pid?: () => number | undefined): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
      const status = await fetch(`${url}/readyz`).then(
        (response) => response.status,
        () => 0,
      );
      if (status === 200 && (unlike === undefined || pid?.() !== unlike)) return;
      assert.ok(Date.now() < deadline, `${name} is not ready again`);
    }
  };
  const underLoad = async (context: TestContext, accident: () => Promise<void>): Promise<void> => {
    const load = startLoad(running.client, product, 'LOAD-1');
    await sleep(1_000);
    await accident();
    await sleep(1_000);
    const { reads, commands, failed } = await load.stop();
    context.diagnostic(`${reads} reads, ${commands} commands, ${failed.length} failed`);
    assert.ok(reads > 20 && commands > 5, `${reads} reads, ${commands} commands`);
    assert.deepEqual(failed.slice(0, 5), []);
  };

  for (const role of routed) {
    test(`one of two instances of ${role} is killed: no request fails`, (context) =>
      underLoad(context, async () => {
        const victim = instance(role);
        const before = victim.pid;
        victim.kill('SIGKILL');
        await ready(victim, before, () => victim.pid);
      }));
  }

  test('an instance hangs instead of dying: no request fails', (context) =>
    underLoad(context, async () => {
      const victim = instance('product-queries', 1);
      victim.kill('SIGSTOP');
      try {
        await sleep(6_000);
      } finally {
        victim.kill('SIGCONT');
      }
    }));

  test('all instances are replaced one after the other: no request fails', (context) =>
    underLoad(context, async () => {
      for (const role of routed) {
        for (const index of [0, 1]) {
          const old = instance(role, index);
          const before = old.pid;
          old.kill('SIGTERM');
          await ready(old, before, () => old.pid);
          // The others hear of it with their next look.
          await sleep(2_500);
        }
      }
    }));
});
