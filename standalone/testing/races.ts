import assert from 'node:assert/strict';
import type { Client, Reply } from './client.ts';
import { orderOf, stockProduct } from './stock-shop.ts';

const wait = { Prefer: 'wait=30' };
const oneKey = 'one-key';

/** A shop in which the races are run. */
export interface RaceCourse {
  readonly client: Client;
  /** How long an order may take to be settled after its answer, ms. */
  readonly patienceMs?: number;
  /** Ways into the shop that requests take in turn, where there are more than the gateway: an instance each. */
  readonly entrances?: readonly Client[];
}

/** 500 buyers of one unit each, for 100 units. */
export async function raceForTheLastUnits(course: RaceCourse): Promise<void> {
  const { client } = course;
  await stockProduct(client, 'RACE-1', 100);
  await client.token('alice');
  const buyers = Array.from({ length: 500 }, () =>
    client.ask('POST', '/orders', { as: 'alice', body: orderOf([{ sku: 'RACE-1', quantity: 1 }]), headers: wait }),
  );
  const settled: string[] = [];
  for (const reply of await Promise.all(buyers)) {
    assert.ok(reply.status === 200 || reply.status === 202, JSON.stringify(reply.body));
    settled.push(await outcomeOf(course, reply));
  }
  const count = (status: string): number => settled.filter((each) => each === status).length;
  assert.deepEqual([count('confirmed'), count('rejected')], [100, 400]);

  let onHand = 0;
  const open = new Map<string, number>();
  for (const event of await streamOf(client, 'inventory-RACE-1')) {
    if (event.type === 'StockItemRegistered') onHand = event.data.onHand;
    if (event.type === 'StockReserved') open.set(event.data.reservationId, event.data.quantity);
    if (event.type === 'StockReservationReleased' || event.type === 'StockReservationExpired')
      open.delete(event.data.reservationId);
    const reserved = [...open.values()].reduce((sum, quantity) => sum + quantity, 0);
    assert.ok(onHand >= 0 && reserved <= onHand, `revision ${event.revision}: ${reserved} of ${onHand}`);
  }
  assert.equal(open.size, 100);
}

/** 200 requests that are one command, by all entrances in turn; then the key with another body, and of somebody else. */
export async function raceOfTwins({ client, entrances = [client] }: RaceCourse): Promise<void> {
  await stockProduct(client, 'TWIN-1', 1_000);
  const body = orderOf([{ sku: 'TWIN-1', quantity: 1 }]);
  const ways = await Promise.all(entrances.map(async (entrance) => (await entrance.token('bob'), entrance)));
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, n) =>
      (ways[n % ways.length] as Client).ask('POST', '/orders', { as: 'bob', body, key: oneKey }),
    ),
  );
  const answers = new Set(replies.map(({ status, body: answer }) => `${status} ${JSON.stringify(answer)}`));
  assert.equal(answers.size, 1, [...answers].join('\n'));
  // Of twins that are decided in two processes at the very same time neither has an answer that could be replayed.
  const firsts = replies.filter(({ headers }) => headers.get('idempotent-replayed') === null).length;
  assert.ok(firsts >= 1 && firsts <= ways.length, `${firsts} were not told as replayed`);
  const made = (await streamOf(client, `order-${replies[0]?.body.id}`)).map(({ type }) => type);
  assert.equal(made.filter((type) => type === 'OrderPlaced').length, 1, made.join());
  const other = await client.ask('POST', '/orders', { as: 'bob', body: orderOf([{ sku: 'TWIN-1', quantity: 2 }]), key: oneKey });
  assert.equal(other.status, 422);
  const stranger = await client.ask('POST', '/orders', { as: 'alice', body, key: oneKey });
  assert.notEqual(stranger.body.id, replies[0]?.body.id);
}

/** Eight orders with a code that may be redeemed once. */
export async function raceForTheLastRedemption(course: RaceCourse): Promise<void> {
  const { client } = course;
  await stockProduct(client, 'CODE-1', 100);
  const made = await client.ask('POST', '/discount-codes', {
    as: 'carol',
    body: { code: 'last-one', percentOff: 10, maxRedemptions: 1 },
  });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  const carts = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const { lines, shippingAddress } = orderOf([{ sku: 'CODE-1', quantity: 1 }]);
      const cart = await client.ask('POST', '/orders', { as: 'alice', body: { lines, shippingAddress } });
      const path = `/orders/${cart.body.id}`;
      const applied = await client.ask('PUT', `${path}/discount-code`, {
        as: 'alice',
        body: { code: 'LAST-ONE' },
        headers: { 'If-Match': cart.headers.get('etag') ?? '' },
      });
      assert.equal(applied.status, 200, JSON.stringify(applied.body));
      return path;
    }),
  );
  const placed = await Promise.all(
    carts.map((path) => client.ask('POST', `${path}/place`, { as: 'alice', body: { paymentToken: 'tok_ok' }, headers: wait })),
  );
  const outcomes = await Promise.all(placed.map((reply) => outcomeOf(course, reply)));
  assert.equal(outcomes.filter((status) => status === 'confirmed').length, 1);
  assert.equal(outcomes.filter((status) => status === 'rejected').length, 7);
  await client.until('/inventory/CODE-1', 'walt', (level) => level.available === 99);
}

async function outcomeOf({ client, patienceMs }: RaceCourse, reply: Reply): Promise<string> {
  const isSettled = ({ status }: { status: string }) => ['confirmed', 'rejected'].includes(status);
  if (isSettled(reply.body)) return reply.body.status as string;
  return (await client.until(`/orders/${reply.body.id}`, 'ada', isSettled, patienceMs)).status as string;
}

interface Written {
  readonly type: string;
  readonly revision: number;
  readonly data: { readonly reservationId: string; readonly quantity: number; readonly onHand: number };
}

async function streamOf(client: Client, stream: string): Promise<readonly Written[]> {
  const events: Written[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = `limit=100${cursor === '' ? '' : `&cursor=${cursor}`}`;
    const page: Reply = await client.ask('GET', `/operations/streams/${stream}?${query}`, { as: 'ada' });
    assert.equal(page.status, 200, JSON.stringify(page.body));
    events.push(...page.body.items);
    cursor = page.body.page.nextCursor;
  }
  return events;
}
