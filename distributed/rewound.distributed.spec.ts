import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { categories } from '@shop/shared-events';
import { describeOn } from '@shop/platform/testing/engines.ts';
import type { Json } from '@shop/standalone/testing/client.ts';
import { orderOf, stockProduct } from '@shop/standalone/testing/stock-shop.ts';
import type { RoleName } from './roles.ts';
import { headOfLog, rewindLog } from './testing/rewind.ts';
import { runScript } from './testing/run-script.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { deleteTopic } from './testing/topics.ts';

const patienceMs = 60_000;

describeOn('kafka', 'a log that was restored from a backup, under topics and read models that know more', () => {
  let running: TestSystem;
  let kept: string;
  let lost: string;
  before(async () => {
    running = await startTestSystem({}, { instances: 1 });
    await stockProduct(running.client, 'BACK-1', 1_000);
    kept = await order();
    const backup = await headOfLog(running.settings);
    lost = await order();
    await Promise.all([kept, lost].map((id) => visible(id)));
    await rewindLog(running.settings, backup);
    // A restore takes the shop down: every process begins anew on what it finds.
    for (const [role, instances] of running.shop.processes)
      if (role !== 'gateway') for (const each of instances) each.kill('SIGKILL');
  });
  after(() => running[Symbol.asyncDispose]());

  const order = async (): Promise<string> => {
    const body = orderOf([{ sku: 'BACK-1', quantity: 1 }]);
    const answer = await running.client.ask('POST', '/orders', { as: 'alice', body, headers: { Prefer: 'wait=20' } });
    assert.equal(answer.body.status, 'confirmed', JSON.stringify(answer.body));
    return answer.body.id;
  };
  const visible = (id: string) =>
    running.client.until(`/orders/${id}`, 'alice', ({ status }) => status === 'confirmed', patienceMs);
  const unready = async (role: RoleName, why: RegExp): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; ; await sleep(200)) {
      const seen = await readyz(role);
      if (seen.status === 503 && why.test(seen.text)) return;
      assert.ok(Date.now() < deadline, `${role}: ${JSON.stringify(seen)}`);
    }
  };
  const ready = async (role: RoleName): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; (await readyz(role)).status !== 200; await sleep(200)) {
      assert.ok(Date.now() < deadline, role);
    }
  };
  const readyz = async (role: RoleName): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${running.shop.processes.get(role)?.[0]?.url}/readyz`).catch((error: unknown) => error);
    return response instanceof Response
      ? { status: response.status, text: await response.text() }
      : { status: 0, text: String(response) };
  };
  const ofStatus =
    (status: string) =>
    ({ items }: Json) =>
      items.some((item: Json) => item.name === 'order-detail' && item.status === status);

  test('is not carried on nor projected, and readiness says why', async () => {
    await unready('event-relay', /StoreRewoundError/);
    await unready('order-projectors', /order-detail: the log is not the one that it was built from/);
    await running.client.until('/operations/projections', 'ada', ofStatus('rewound'), patienceMs);
  });

  test('meanwhile orders are taken and fulfilled, and queries answer as before', async () => {
    for (const role of ['order-commands', 'fulfilment-process'] as const) await ready(role);
    await order();
    await visible(lost);
    const again = await running.client.ask('POST', `/orders/${lost}/cancel`, { as: 'alice' });
    assert.equal(again.status, 404, 'commands go by the log');
  });

  test('is the truth once the topics were deleted and the read models built anew', async () => {
    for (const category of categories) await deleteTopic(running.settings, category);
    const data = ['--data', running.shop.dataFolder];
    const replayed = await runScript('replay', ['--projection', 'all', ...data]).ended;
    assert.equal(replayed.code, 0, replayed.output);
    await running.client.until('/operations/projections', 'ada', ofStatus('live'), patienceMs);
    await visible(kept);
    await visible(await order());
    assert.equal((await running.client.ask('GET', `/orders/${lost}`, { as: 'alice' })).status, 404);
    const verified = await runScript('streams', ['verify', ...data]).ended;
    assert.equal(verified.code, 0, verified.output);
  });
});
