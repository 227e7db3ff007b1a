import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createCheckpoints } from './checkpoints.ts';
import { MemoryBroker } from './testing/memory-broker.ts';
import { expectedOf, firstSeen, revisionsOf, turn, World } from './testing/world.ts';

const categories = ['order', 'product', 'payment'];

async function relayed() {
  const world = new World();
  for (let i = 0; i < 10; i++) for (const category of categories) await world.append(`${category}-${i % 3}`, 2);
  const broker = new MemoryBroker(categories);
  const running = world.run(broker.publisher(), { batchSize: 7, mostUnderWay: 14 });
  await world.until(() => broker.total === 60);
  return { world, broker, running };
}

async function complete(world: World, broker: MemoryBroker): Promise<void> {
  const log = await world.logged();
  for (const category of categories) deepStrictEqual(revisionsOf(broker.of(category)), expectedOf(log, category), category);
}

describe('a topic that is lost', () => {
  for (const how of ['delete', 'replace'] as const) {
    it(`is filled from the beginning where it is gone at the start (${how})`, async () => {
      const { world, broker, running } = await relayed();
      await running.stop();
      broker[how]('order');
      await world.append('order-0');
      const second = world.run(broker.publisher());
      await world.until(() => broker.of('order').length >= 21 && second.relay.status.state === 'relaying');
      await second.stop();
      await complete(world, broker);
      strictEqual(broker.of('product').length, 20, 'what was not lost is not carried again');
    });

    it(`is filled from the beginning when it goes while nothing is published (${how})`, async () => {
      const { world, broker, running } = await relayed();
      broker[how]('product');
      await world.until(() => broker.of('product').length >= 20);
      await running.stop();
      await complete(world, broker);
    });

    it(`is filled before anything later stands in it when it goes while events are published (${how})`, async () => {
      const { world, broker, running } = await relayed();
      broker[how]('order');
      await world.append('order-1', 3);
      await world.append('payment-1', 3);
      await world.until(() => broker.of('order').length >= 23 && running.relay.status.state === 'relaying');
      await running.stop();
      await complete(world, broker);
      deepStrictEqual(firstSeen(broker.of('order')), await world.logged('order'));
    });
  }

  it('does not keep the others waiting', async () => {
    const { world, broker, running } = await relayed();
    await world.append('order-9', 500);
    await world.until(() => broker.of('order').length >= 520);
    broker.delay = () => world.clock.sleep(20);
    broker.replace('order');
    await world.until(() => running.relay.status.state === 'refilling');
    for (let i = 0; i < 5; i++) {
      const before = broker.of('payment').length;
      await world.append('payment-2');
      await world.until(() => broker.of('payment').length > before);
    }
    ok(broker.of('order').length < 520, 'payments were carried while orders were filled');
    await world.until(() => broker.of('order').length >= 520 && running.relay.status.state === 'relaying');
    await world.stopped(running);
    await complete(world, broker);
  });

  it('is filled on from where a restart interrupted it', async () => {
    const { world, broker, running } = await relayed();
    await world.append('order-9', 300);
    await world.until(() => broker.of('order').length >= 320);
    await running.stop();
    broker.replace('order');
    broker.delay = () => world.clock.sleep(20);
    const every = { events: 50, ms: 1_000, idleMs: 1e9 };
    const second = world.run(broker.publisher(), { batchSize: 10, mostUnderWay: 10, checkpointEvery: every });
    await world.until(() => broker.of('order').length >= 120, 1);
    await world.stopped(second);
    const checkpoint = await createCheckpoints(world.store, world.clock).read();
    deepStrictEqual(checkpoint?.refill?.categories, ['order']);
    const before = broker.of('order').length;
    const third = world.run(broker.publisher());
    await world.until(() => third.relay.status.state === 'relaying' && third.relay.status.refilling.length === 0);
    for (let i = 0; i < 20; i++) await turn();
    await world.stopped(third);
    await complete(world, broker);
    ok(broker.of('order').length < 320 + before, 'not filled from the beginning again');
  });

  it('is filled again when it is lost again meanwhile', async () => {
    const { world, broker, running } = await relayed();
    broker.replace('order');
    await world.until(() => broker.of('order').length > 0);
    broker.replace('order');
    broker.delete('payment');
    await world.append('order-0');
    await world.until(() => broker.of('order').length >= 21 && broker.of('payment').length >= 20);
    await world.until(() => running.relay.status.state === 'relaying');
    await running.stop();
    await complete(world, broker);
  });

  it('is all of them: everything is carried again', async () => {
    const { world, broker, running } = await relayed();
    for (const category of categories) broker.delete(category);
    await world.until(() => broker.total >= 60);
    await running.stop();
    await complete(world, broker);
  });
});
