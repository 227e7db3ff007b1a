import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orderId, placed, uuid } from '../order/order.fixtures.ts';
import { checkpointStream } from './checkpoints.ts';
import { turn, World } from './testing/simulation.ts';

const minute = 60_000;
const at = '2026-03-01T12:00:00.000Z';
const orderOfNumber = (n: number) => ({ orderId: uuid(1_000 + n), customerId: `customer-${n}` });
const ofType = async (world: World, type: string) =>
  (await world.events('fulfilmentProcess')).filter((event) => event.type === type);

describe('a restart', () => {
  it('fires a deadline that was set before it, whoever set it', async () => {
    const world = new World();
    world.start();
    await world.place({ paymentToken: 'tok_declined' });
    await world.settle(5_000);
    await world.stop();
    equal((await world.types('processRunner')).length, 1);
    await world.clock.advance(60 * minute);
    world.start();
    await world.settle(1_000);
    equal((await world.types('order')).at(-1), 'OrderExpired');
    await world.stop();
  });

  it('begins at its checkpoint and does nothing again', async () => {
    const world = new World();
    world.start();
    await world.place();
    await world.settle(5_000);
    await world.stop();
    const before = await world.types();
    const steps = world.steps;
    world.start();
    await world.settle(5_000);
    await world.stop();
    deepEqual([await world.types(), world.steps], [before, steps]);
  });

  it('looks for open deadlines only behind the oldest of them', async () => {
    const world = new World({ onHand: { A: 100, B: 100 } });
    world.start();
    for (let n = 0; n < 5; n++) await world.place(orderOfNumber(n));
    await world.settle(3_000);
    await world.place({ ...orderOfNumber(9), paymentToken: 'tok_declined' });
    await world.settle(3_000);
    await world.stop();
    const written = (await world.events('processRunner')).map(
      ({ data }) => (data as { deadlinesAfter: string | null }).deadlinesAfter,
    );
    const declined = (await world.events('order')).find((event) => event.stream.endsWith(uuid(1_009)));
    deepEqual(written, [null, String(declined?.position)]);
    world.start();
    await world.settle(16 * minute);
    equal((await world.types('order')).at(-1), 'OrderExpired');
    await world.place(orderOfNumber(10));
    await world.settle(3_000);
    await world.stop();
    equal(((await world.events('processRunner')).at(-1)?.data as { deadlinesAfter: unknown }).deadlinesAfter, null);
  });

  it('writes no checkpoint while nothing happens', async () => {
    const world = new World();
    world.start();
    await world.place();
    await world.settle(5 * minute);
    equal((await Array.fromAsync(world.store.readStream(checkpointStream))).length, 1);
    await world.stop();
  });
});

describe('many orders', () => {
  it('go side by side: a slow one holds up neither the others nor their order', async () => {
    const world = new World({ onHand: { A: 1_000, B: 1_000 } });
    world.start();
    await world.place({ paymentToken: 'tok_slow' });
    for (let n = 0; n < 40; n++) await world.place(orderOfNumber(n));
    for (let n = 0; n < 200; n++) await turn();
    equal((await world.types('order')).filter((type) => type === 'OrderConfirmed').length, 40);
    await world.settle(5_000);
    equal((await world.types('order')).filter((type) => type === 'OrderConfirmed').length, 41);
    await world.stop();
  });

  it('are not held up by one that cannot be handled: it is told to be stuck', async () => {
    const world = new World();
    const load = world.stock.reserve;
    let faulty = true;
    world.stock.reserve = async (request, cause) => {
      // An answer of a form that no stock gives.
      if (faulty && request.orderId === orderId) return {} as Awaited<ReturnType<typeof load>>;
      return load(request, cause);
    };
    world.start();
    await world.place();
    await world.place(orderOfNumber(1));
    await world.settle(minute);
    equal((await ofType(world, 'FulfilmentProcessStuck')).length, 1);
    equal((await world.types('order')).filter((type) => type === 'OrderConfirmed').length, 1);
    faulty = false;
    await world.settle(2 * 60 * minute);
    equal((await world.types('order')).at(-1), 'OrderExpired');
    await world.stop();
  });

  it('a draft never starts a process', async () => {
    const world = new World();
    world.start();
    const { currency } = (placed as Extract<typeof placed, { type: 'OrderPlaced' }>).data;
    const draft = { type: 'CreateOrder', orderId, customerId: 'alice', currency, agreement: null, lines: [] } as const;
    await world.command({ ...draft, shippingAddress: null, place: null });
    await world.command({ type: 'CancelOrder', reason: null, occurredAt: at });
    await world.settle(minute);
    deepEqual(await world.types('fulfilmentProcess'), []);
    await world.stop();
  });
});
