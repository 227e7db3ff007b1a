import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { bringBack, killEngine } from './testing/engines.ts';
import { leaderOf } from './testing/leader.ts';
import { runScript } from './testing/run-script.ts';
import { writeSalesFile } from './testing/sales-file.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';
import { deleteTopic, writeRecord } from './testing/topics.ts';

const orders = 120;
const patienceMs = 180_000;

describeOn('kafka', 'sales brought in while everything around the log fails', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem();
  });
  after(() => running[Symbol.asyncDispose]());

  const placed = async (): Promise<number> => {
    const { status, body } = await running.client.ask('GET', '/orders?limit=1&total=true', { as: 'ada' });
    return status === 200 ? (body.page.total as number) : 0;
  };
  const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; !(await holds()); await sleep(200)) {
      assert.ok(Date.now() < deadline, `${what}: never`);
    }
  };
  const verify = () => runScript('streams', ['verify', '--data', running.shop.dataFolder]).ended;

  test('Redis emptied, a topic deleted, Kafka restarted, a projector and the relay killed: it ends as the file says', async () => {
    const { shop, settings } = running;
    const file = join(shop.dataFolder, 'sales.csv.gz');
    const { net } = writeSalesFile(file, orders);
    const importing = runScript('import', [file, '--gateway', shop.gateway, '--issuer', shop.issuer, '--parallel', '8']);
    const after = (n: number) => until(`${n} orders`, async () => importing.child.exitCode !== null || (await placed()) >= n);

    await after(15);
    const { REDIS_URL: url = '', REDIS_PREFIX: prefix = '' } = settings;
    await removeKeys({ url }, prefix);
    await after(30);
    await deleteTopic(settings, 'order');
    await after(45);
    (await leaderOf(running, 'event-relay')).kill('SIGKILL');
    shop.processes.get('order-projectors')?.[0]?.kill('SIGKILL');
    await after(60);
    await killEngine('kafka');
    await bringBack('kafka');

    const { code, output } = await importing.ended;
    // The dashboard is compared at the end of the import; what is still on its way then is asked for again below.
    assert.ok(code === 0 || output.includes('The sales dashboard shows'), output);
    await until('the dashboard shows what the file says', async () => {
      const { status, body } = await running.client.ask('GET', '/reports/sales?from=2011-01-01&to=2011-03-31', { as: 'ada' });
      return status === 200 && body.totals.net.amount === net;
    });
    await until('all orders are in the list', async () => (await placed()) === orders);
    await until('every read model is built', async () => {
      const { body } = await running.client.ask('GET', '/operations/projections', { as: 'ada' });
      return body.items.every(({ status }: { status: string }) => status === 'live');
    });
    const verified = await verify();
    assert.equal(verified.code, 0, verified.output);
  });

  test('every invariant holds', async () => {
    const { code, output } = await runScript('verify', ['--data', running.shop.dataFolder, '--grace', '0']).ended;
    assert.equal(code, 0, output);
    assert.match(output, /Every invariant holds/);
  });

  test('one record that says something else is found, and named', async () => {
    const { body } = await running.client.ask('GET', '/operations/events?limit=100&category=order', { as: 'ada' });
    const placedEvent = body.items.find(({ type }: { type: string }) => type === 'OrderPlaced');
    const event = { ...placedEvent, position: BigInt(placedEvent.position), recordedAt: placedEvent.at };
    await writeRecord(running.settings, 'order', { ...event, data: { ...event.data, number: 'FORGED' } });
    const { code, output } = await verify();
    assert.equal(code, 1, output);
    assert.match(output, new RegExp(`order +[0-9,]+ events.* DIFFER\n +.*(${event.stream}|signature)`), output);
    const seen = await running.client.ask('GET', `/orders/${event.stream.slice('order-'.length)}`, { as: 'ada' });
    assert.notEqual(seen.body.number, 'FORGED');
  });
});
