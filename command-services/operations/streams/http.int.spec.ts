import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { testService } from '@shop/platform/http/testing.ts';
import { encodeEvents } from '@shop/platform/command-handling/encode.ts';
import { streamRoutes } from './http.ts';

async function filled() {
  const store = memoryEventStore({ clock: manualClock(0) });
  for (const [stream, size] of [
    ['customer-1', 5],
    ['discountCode-SPRING-10', 2],
  ] as const) {
    for (let revision = 0; revision < size; revision++) {
      const event =
        stream === 'customer-1'
          ? { type: 'CustomerErasureRequested', data: { customerId: '1' } }
          : { type: 'DiscountCodeRedeemed', data: { orderId: `o${revision}` } };
      const cause = {
        commandId: `${stream}/${revision}`,
        correlationId: 'c',
        causationId: 'c',
        actor: { id: 'ada', kind: 'user' as const },
      };
      await store.append(
        stream,
        revision === 0 ? 'no_stream' : revision - 1,
        encodeEvents([event], cause, '2026-01-01T00:00:00.000Z'),
      );
    }
  }
  return testService(streamRoutes(store));
}

const ada = { as: 'admin~ada' };

test('a stream is read page by page, oldest first, as it was written', async () => {
  await using service = await filled();
  const first = await service.call('GET', '/operations/streams/customer-1?limit=3&total=true', ada);
  assert.deepEqual(first.body.page.total, 5);
  assert.deepEqual(
    first.body.items.map((event: { revision: number }) => event.revision),
    [0, 1, 2],
  );
  assert.match(first.headers.get('link') ?? '', /rel="next"/);
  const second = await service.call('GET', `/operations/streams/customer-1?limit=3&cursor=${first.body.page.nextCursor}`, ada);
  assert.deepEqual(
    second.body.items.map((event: { revision: number }) => event.revision),
    [3, 4],
  );
  assert.deepEqual(second.body.page, { nextCursor: null, hasMore: false });
  assert.deepEqual(second.body.items[0].data, { customerId: '1' });
  assert.equal(second.body.items[0].metadata.$correlationId, 'c');
});

test('the log is read newest first, of one category where that is asked for', async () => {
  await using service = await filled();
  const all = await service.call('GET', '/operations/events?limit=4&total=true', ada);
  assert.deepEqual(
    all.body.items.map((event: { position: string }) => event.position),
    ['6', '5', '4', '3'],
  );
  assert.equal(all.body.page.total, 7);
  const rest = await service.call('GET', `/operations/events?limit=4&cursor=${all.body.page.nextCursor}`, ada);
  assert.deepEqual(
    rest.body.items.map((event: { position: string }) => event.position),
    ['2', '1', '0'],
  );
  const codes = await service.call('GET', '/operations/events?category=discountCode&total=true', ada);
  assert.deepEqual([codes.body.items.length, codes.body.page.total], [2, 2]);
});

test('a cursor of another stream, an unknown category and an unknown stream are refused', async () => {
  await using service = await filled();
  const page = await service.call('GET', '/operations/streams/customer-1?limit=1', ada);
  const cursor = page.body.page.nextCursor;
  assert.equal((await service.call('GET', `/operations/streams/discountCode-SPRING-10?cursor=${cursor}`, ada)).status, 422);
  assert.equal((await service.call('GET', '/operations/events?category=$all', ada)).status, 422);
  for (const stream of ['order-none', '$all', '$$order-1', 'x:*']) {
    assert.equal((await service.call('GET', `/operations/streams/${encodeURIComponent(stream)}`, ada)).status, 404);
  }
});

test('only admin looks into streams', async () => {
  await using service = await filled();
  assert.equal((await service.call('GET', '/operations/events', { as: 'support~sam' })).status, 403);
  assert.equal((await service.call('GET', '/operations/events')).status, 401);
});
