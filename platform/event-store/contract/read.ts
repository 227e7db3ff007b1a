import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { EventStore, ReadAllOptions, ReadStreamOptions } from '../port.ts';
import { collect, newEvents, revisions, rising } from './samples.ts';

export function readContract(store: () => EventStore): void {
  describe('readStream', () => {
    const read = async (options?: ReadStreamOptions): Promise<number[]> =>
      revisions(await collect(store().readStream('order-1', options)));

    it('gives nothing where there is no such stream', async () => {
      await store().append('order-1', 'no_stream', newEvents(1));
      deepStrictEqual(await collect(store().readStream('order-2')), []);
      deepStrictEqual(await collect(store().readStream('order-2', { direction: 'backwards' })), []);
    });

    it('reads forwards from a revision, as far as the limit', async () => {
      await store().append('order-1', 'no_stream', newEvents(6));
      deepStrictEqual(await read(), [0, 1, 2, 3, 4, 5]);
      deepStrictEqual(await read({ from: 4 }), [4, 5]);
      deepStrictEqual(await read({ from: 1, limit: 2 }), [1, 2]);
      deepStrictEqual(await read({ from: 6 }), []);
      deepStrictEqual(await read({ limit: 0 }), []);
    });

    it('reads backwards from a revision, by default from the last', async () => {
      await store().append('order-1', 'no_stream', newEvents(6));
      deepStrictEqual(await read({ direction: 'backwards' }), [5, 4, 3, 2, 1, 0]);
      deepStrictEqual(await read({ direction: 'backwards', limit: 1 }), [5]);
      deepStrictEqual(await read({ direction: 'backwards', from: 2 }), [2, 1, 0]);
      deepStrictEqual(await read({ direction: 'backwards', from: 99, limit: 2 }), [5, 4]);
    });

    it('reads long streams whole in both directions', async () => {
      await store().append('order-1', 'no_stream', newEvents(1_500));
      await store().append('order-1', 1_499, newEvents(1_100));
      const all = Array.from({ length: 2_600 }, (_, i) => i);
      deepStrictEqual(await read(), all);
      deepStrictEqual(await read({ direction: 'backwards' }), all.toReversed());
    });

    it('sees what was appended before it began', async () => {
      for (let i = 0; i < 5; i++) {
        await store().append('order-1', i === 0 ? 'no_stream' : i - 1, newEvents(1));
        strictEqual((await read()).length, i + 1);
      }
    });

    it('may be left before its end', async () => {
      await store().append('order-1', 'no_stream', newEvents(20));
      for await (const event of store().readStream('order-1')) if (event.revision === 3) break;
      strictEqual((await store().append('order-1', 19, newEvents(1))).revision, 20);
    });

    it('refuses bounds that are none', async () => {
      for (const options of [{ limit: -1 }, { limit: 1.5 }, { from: -1 }, { from: NaN }])
        await rejects(read(options), RangeError);
    });
  });

  describe('readAll', () => {
    const numbers = async (options?: ReadAllOptions): Promise<number[]> =>
      (await collect(store().readAll(options))).map((event) => (event.data as { at: number }).at);
    const fill = async (): Promise<bigint[]> => {
      const names = ['order-1', 'product-1', 'order-2', 'orders-1', 'order-3', 'payment'];
      for (const [at, name] of names.entries()) await store().append(name, 'no_stream', newEvents(1, { at }));
      return (await collect(store().readAll())).map((event) => event.position);
    };

    it('gives the events of all streams in order of position', async () => {
      const positions = await fill();
      deepStrictEqual(await numbers(), [0, 1, 2, 3, 4, 5]);
      ok(positions.every((position, i) => i === 0 || position > positions[i - 1]!));
    });

    it('gives only events after a position; backwards, before it', async () => {
      const positions = await fill();
      deepStrictEqual(await numbers({ after: positions[2]! }), [3, 4, 5]);
      deepStrictEqual(await numbers({ after: positions[5]! }), []);
      deepStrictEqual(await numbers({ after: positions[5]! + 1_000n }), []);
      deepStrictEqual(await numbers({ after: -1n }), [0, 1, 2, 3, 4, 5]);
      deepStrictEqual(await numbers({ direction: 'backwards' }), [5, 4, 3, 2, 1, 0]);
      deepStrictEqual(await numbers({ direction: 'backwards', after: positions[2]! }), [1, 0]);
      deepStrictEqual(await numbers({ direction: 'backwards', after: positions[0]! }), []);
    });

    it('gives only the categories asked for: names before the first hyphen, whole', async () => {
      const positions = await fill();
      deepStrictEqual(await numbers({ filter: { categories: ['order'] } }), [0, 2, 4]);
      deepStrictEqual(await numbers({ filter: { categories: ['orders', 'payment'] } }), [3, 5]);
      deepStrictEqual(await numbers({ filter: { categories: ['order'] }, after: positions[0]!, limit: 1 }), [2]);
      deepStrictEqual(await numbers({ filter: { categories: ['order'] }, direction: 'backwards', limit: 2 }), [4, 2]);
      deepStrictEqual(await numbers({ filter: { categories: ['%', 'ord', ''] } }), []);
      deepStrictEqual(await numbers({ filter: { categories: [] } }), []);
    });

    it('keeps to the limit', async () => {
      await fill();
      deepStrictEqual(await numbers({ limit: 2 }), [0, 1]);
      deepStrictEqual(await numbers({ limit: 0 }), []);
      await rejects(numbers({ limit: -1 }), RangeError);
    });

    it('reads long logs whole in both directions, with and without a filter', async () => {
      for (let i = 0; i < 4; i++) {
        await store().append(`order-${i}`, 'no_stream', newEvents(700));
        await store().append(`product-${i}`, 'no_stream', newEvents(600));
      }
      const forwards = await collect(store().readAll());
      strictEqual(forwards.length, 5_200);
      ok(rising(forwards));
      deepStrictEqual(await collect(store().readAll({ direction: 'backwards' })), forwards.toReversed());
      const orders = await collect(store().readAll({ filter: { categories: ['order'] } }));
      deepStrictEqual(
        orders,
        forwards.filter((event) => event.stream.startsWith('order-')),
      );
    });
  });
}
