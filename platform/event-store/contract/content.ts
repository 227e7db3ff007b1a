import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventStore } from '../port.ts';
import { collect, newEvents } from './samples.ts';

export function contentContract(store: () => EventStore): void {
  describe('what is read', () => {
    it('is what was appended, with its place and the time it was recorded', async () => {
      const events = newEvents(2, { nested: { list: [1, null, 'x', { deep: true }], none: null, number: 1.5e-7 } });
      await store().append('order-1', 'no_stream', events);
      const [first, second] = await collect(store().readStream('order-1'));
      const { id, type, data, metadata } = events[0]!;
      const { position, recordedAt, ...rest } = first!;
      deepStrictEqual(rest, { id, type, data, metadata, stream: 'order-1', revision: 0 });
      strictEqual(typeof position, 'bigint');
      match(recordedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      deepStrictEqual(second?.data, events[1]?.data);
    });

    it('is the same by stream, through the log and through a subscription', async () => {
      await store().append('order-1', 'no_stream', newEvents(3));
      const byStream = await collect(store().readStream('order-1'));
      deepStrictEqual(await collect(store().readAll()), byStream);
      const controller = new AbortController();
      for await (const batch of store().subscribeAll({ signal: controller.signal })) {
        deepStrictEqual(batch.events, byStream);
        controller.abort();
      }
    });

    it('does not change when the caller changes what it gave', async () => {
      const data = { list: [1] };
      const [event] = newEvents(1);
      const append = store().append('order-1', 'no_stream', [{ ...event!, data }]);
      data.list.push(2);
      await append;
      data.list.push(3);
      deepStrictEqual((await collect(store().readAll()))[0]?.data, { list: [1] });
    });

    it('keeps text of every script, control characters and what JSON cannot write plainly', async () => {
      const text = '价格 € 💶 \u0000 \u001f \u2028 "\\/ \ud800 <b> ' + 'é'.repeat(100);
      const events = newEvents(1, { [text]: text, __proto__x: { constructor: 'x' } });
      await store().append('order-1', 'no_stream', events);
      deepStrictEqual((await collect(store().readStream('order-1')))[0]?.data, events[0]?.data);
    });

    it('keeps data that is not an object', async () => {
      const events = [null, true, 0, -0.5, '', []].map((data) => ({ ...newEvents(1)[0]!, data }));
      await store().append('order-1', 'no_stream', events);
      deepStrictEqual(
        (await collect(store().readStream('order-1'))).map((event) => event.data),
        [null, true, 0, -0.5, '', []],
      );
    });

    it('keeps an event of a million characters, whole', async () => {
      const events = newEvents(1, { text: 'x'.repeat(1_000_000) });
      await store().append('order-1', 'no_stream', events);
      await store().append('order-1', 0, newEvents(1));
      const [big] = await collect(store().readAll({ limit: 1 }));
      deepStrictEqual(big?.data, events[0]?.data);
    });

    it('tells streams apart whose names have odd characters', async () => {
      const names = ['x:*', '$all', '$$order-1', 'order-a\r\nb', 'order-{tag}', 'order-%', 'order-_', "order-'; --", 'order-ü-☃'];
      const close = ['order-a\nb', 'order-A', 'order-a', 'Order-a', 'order-a ', 'order-', 'order'];
      const all = [...names, ...close];
      for (const name of all) await store().append(name, 'no_stream', newEvents(1, { name }));
      for (const name of all) {
        const events = await collect(store().readStream(name));
        deepStrictEqual(
          events.map((event) => [event.stream, (event.data as { name: string }).name]),
          [[name, name]],
        );
      }
    });
  });
}
