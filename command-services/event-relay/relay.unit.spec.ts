import { deepStrictEqual, match, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { checkpointStream, createCheckpoints } from './checkpoints.ts';
import { MemoryBroker } from './testing/memory-broker.ts';
import { expectedOf, newEvent, revisionsOf, start, turn, World } from './testing/world.ts';
import { StoreRewoundError } from '@shop/platform/event-store/rewound.ts';

const categories = ['order', 'product'];

async function filled(): Promise<{ world: World; broker: MemoryBroker }> {
  const world = new World();
  for (let i = 0; i < 5; i++) {
    await world.append('order-a', 3);
    await world.append('product-b', 2);
    await world.append('order-c', 1);
  }
  return { world, broker: new MemoryBroker(categories) };
}

describe('the relay', () => {
  it('carries the whole log, each category to its own topic, and what comes afterwards', async () => {
    const { world, broker } = await filled();
    const running = world.run(broker.publisher());
    await world.until(() => broker.total === 30);
    await world.append('order-a', 2);
    await world.until(() => broker.total === 32);
    deepStrictEqual(broker.of('order'), await world.logged('order'));
    deepStrictEqual(broker.of('product'), await world.logged('product'));
    strictEqual(await running.stop(), null);
  });

  it('tells how far it is, and that nothing is left', async () => {
    const { world, broker } = await filled();
    const running = world.run(broker.publisher());
    strictEqual(running.relay.status.state, 'starting');
    await world.until(() => broker.total === 30);
    await turn();
    deepStrictEqual(running.relay.status, { state: 'relaying', position: 29n, refilling: [], reason: null });
    deepStrictEqual(await running.relay.lag(), { events: 0, seconds: 0 });
    await running.stop();
    strictEqual(running.relay.status.state, 'stopped');
  });

  it('goes on from its checkpoint: what was confirmed and written down is not carried again', async () => {
    const { world, broker } = await filled();
    const first = world.run(broker.publisher());
    await world.until(() => broker.total === 30);
    await first.stop();
    await world.append('order-a');
    const second = world.run(broker.publisher());
    await world.until(() => second.relay.status.position === 31n);
    await second.stop();
    strictEqual(broker.total, 31);
  });

  it('carries again, after a crash between acknowledgement and checkpoint, what was not written down', async () => {
    const { world, broker } = await filled();
    // This one never writes a checkpoint, and is never told to stop: it is as good as killed.
    world.run(broker.publisher(), { checkpointEvery: { events: 1e9, ms: 1e9, idleMs: 1e9 } });
    await world.until(() => broker.total === 30);
    const second = world.run(broker.publisher());
    await world.until(() => broker.total === 60);
    await second.stop();
    for (const category of categories) {
      deepStrictEqual(revisionsOf(broker.of(category)), expectedOf(await world.logged(), category));
    }
  });

  it('publishes again after a lost acknowledgement, and stays in order', async () => {
    const { world, broker } = await filled();
    let publishes = 0;
    broker.fate = () => (++publishes === 2 ? 'lost ack' : 'kept');
    const running = world.run(broker.publisher(), { batchSize: 4 });
    await world.until(() => running.relay.status.position === 29n || broker.total >= 34);
    await running.stop();
    deepStrictEqual(revisionsOf(broker.of('order')), expectedOf(await world.logged(), 'order'));
    ok(broker.total > 30, 'something was published twice');
  });

  it('never moves the checkpoint over what was not confirmed', async () => {
    const { world, broker } = await filled();
    const { promise, resolve } = Promise.withResolvers<void>();
    broker.delay = () => promise;
    const running = world.run(broker.publisher(), { batchSize: 4 });
    await world.clock.advance(10_000);
    for (let i = 0; i < 20; i++) await turn();
    strictEqual(running.relay.status.position, -1n);
    strictEqual(await createCheckpoints(world.store, world.clock).read(), null);
    resolve();
    await world.until(() => broker.total === 30);
    await running.stop();
  });

  it('reads no further ahead of the broker than it may', async () => {
    const world = new World();
    await world.append('order-a', 100);
    const broker = new MemoryBroker(categories);
    broker.delay = () => new Promise(() => undefined);
    let handed = 0;
    const publisher = broker.publisher();
    const counting = {
      ...publisher,
      publish(events: Parameters<typeof publisher.publish>[0]) {
        handed += events.length;
        return publisher.publish(events);
      },
    };
    world.run(counting, { batchSize: 10, mostUnderWay: 30 });
    for (let i = 0; i < 200; i++) await turn();
    strictEqual(handed, 30);
  });

  it('waits while the broker is away, says so, and comes back by itself', async () => {
    const { world, broker } = await filled();
    broker.away = true;
    const running = world.run(broker.publisher());
    await world.until(() => running.relay.status.state === 'waiting');
    ok(running.relay.status.reason?.includes('the broker is away'));
    await world.clock.advance(60_000);
    broker.away = false;
    await world.until(() => broker.total === 30);
    broker.away = true;
    await world.append('order-a');
    await world.until(() => running.relay.status.state === 'waiting');
    broker.away = false;
    await world.until(() => revisionsOf(broker.of('order'))['order-a']?.length === 16);
    await running.stop();
  });
});

describe("the relay's checkpoint", () => {
  it('follows the log where only other events come, and does not feed itself', async () => {
    const { world, broker } = await filled();
    const running = world.run(broker.publisher(), { checkpointEvery: { events: 100, ms: 1_000, idleMs: 60_000 } });
    await world.until(() => broker.total === 30);
    await world.clock.advance(2_000);
    await world.append('processRunner-fulfilment', 20);
    await world.until(() => running.relay.status.position === 30n + 20n);
    await world.clock.advance(3_600_000);
    for (let i = 0; i < 50; i++) await turn();
    // One for the events, one for the stretch without any; an hour at rest adds none.
    strictEqual((await world.logged('eventRelay')).length, 2);
    strictEqual((await createCheckpoints(world.store, world.clock).read())?.position, 50n);
    await running.stop();
  });

  it('is written as soon as enough events were carried, however little time has passed', async () => {
    const { world, broker } = await filled();
    const running = world.run(broker.publisher(), { batchSize: 10, checkpointEvery: { events: 10, ms: 1e9, idleMs: 1e9 } });
    for (let i = 0; i < 100; i++) await turn();
    ok((await world.logged('eventRelay')).length >= 1);
    await running.stop();
  });

  it('stops a relay whose log was rewound and has grown again, before anything is published', async () => {
    const { world, broker } = await filled();
    const first = world.run(broker.publisher());
    await world.until(() => broker.total === 30);
    await first.stop();
    const checkpoint = await createCheckpoints(world.store, world.clock).read();
    ok(checkpoint);
    const other = new World();
    await other.append('order-x', 40);
    await createCheckpoints(other.store, other.clock).write(checkpoint);
    const second = other.run(new MemoryBroker(categories).publisher());
    ok((await second.done) instanceof StoreRewoundError);
    strictEqual(second.relay.status.state, 'failed');
    const again = second.relay.run(new AbortController().signal);
    strictEqual(second.relay.status.state, 'failed', 'run again it is no better until it relays');
    match(second.relay.status.reason ?? '', /StoreRewoundError/);
    await rejects(again, StoreRewoundError);
  });

  it('stops a relay whose log was rewound together with its checkpoint: the broker knows of later events', async () => {
    const { world, broker } = await filled();
    const first = world.run(broker.publisher());
    await world.until(() => broker.total === 30);
    await first.stop();
    const other = memoryEventStore({ clock: world.clock });
    await other.append('order-a', 'no_stream', [newEvent(0)]);
    world.store = other;
    const error = await world.run(broker.publisher()).done;
    ok(error instanceof StoreRewoundError);
    strictEqual(broker.total, 30);
  });

  it('is a note that everybody can read', async () => {
    const { world, broker } = await filled();
    const running = world.run(broker.publisher());
    await world.until(() => broker.total === 30);
    await running.stop();
    const [event] = await world.logged('eventRelay');
    strictEqual(event?.stream, checkpointStream);
    strictEqual((event.data as { readonly position: string }).position, '29');
    strictEqual(event.recordedAt, new Date(start).toISOString());
  });
});
