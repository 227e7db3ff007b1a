import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '../clock/manual.ts';
import { collect, newEvents } from './contract/samples.ts';
import { isolatedView } from './contract/isolated.ts';
import { eventStoreContract } from './contract.ts';
import { memoryEventStore } from './memory.ts';

const start = Date.UTC(2026, 0, 1);

eventStoreContract('memory', async () => {
  const store = memoryEventStore({ clock: manualClock(start) });
  return { store, close: () => store.close() };
});

describe('the memory event store', () => {
  it("records the clock's time", async () => {
    const clock = manualClock(start);
    const store = memoryEventStore({ clock });
    await store.append('order-1', 'no_stream', newEvents(1));
    await clock.advance(1_500);
    await store.append('order-1', 0, newEvents(1));
    deepStrictEqual(
      (await collect(store.readAll())).map((event) => event.recordedAt),
      ['2026-01-01T00:00:00.000Z', '2026-01-01T00:00:01.500Z'],
    );
  });

  it('does not let a reader change what the next one reads', async () => {
    const store = memoryEventStore({ clock: manualClock(start) });
    await store.append('order-1', 'no_stream', newEvents(1, { list: [1] }));
    const [event] = await collect(store.readAll());
    throws(() => (event?.data as { list: number[] }).list.push(2), TypeError);
    strictEqual((event?.data as { list: number[] }).list.length, 1);
  });
});

eventStoreContract('a view of a memory event store that others use', async () => {
  const store = memoryEventStore({ clock: manualClock(start) });
  await store.append('order-1', 'no_stream', newEvents(7));
  return { store: await isolatedView(store), close: () => store.close() };
});

describe('a view of an event store that others use', () => {
  it('shows nothing of what they write, before it and after', async () => {
    const store = memoryEventStore({ clock: manualClock(start) });
    await store.append('order-1', 'no_stream', newEvents(2));
    const [view, other] = [await isolatedView(store), await isolatedView(store)];
    await view.append('order-1', 'no_stream', newEvents(1));
    const { position } = await view.append('order-2', 'no_stream', newEvents(1));
    await other.append('order-1', 'no_stream', newEvents(3));
    await store.append('order-1', 1, newEvents(3));
    deepStrictEqual(
      (await collect(view.readAll({ filter: { categories: ['order'] } }))).map((event) => [event.stream, event.revision]),
      [
        ['order-1', 0],
        ['order-2', 0],
      ],
    );
    strictEqual(await view.head(), position);
    strictEqual((await collect(other.readAll())).length, 3);
  });
});
