import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { turn } from './testing/world.ts';
import { Window } from './window.ts';

describe('the window of what is under way', () => {
  it('reaches a position only when all before it is confirmed, in whatever order answers come', async () => {
    const reached: bigint[] = [];
    const window = new Window(100, (position) => reached.push(position));
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    window.add(5n, 2, first.promise);
    window.add(9n, 2, second.promise);
    second.resolve();
    await turn();
    deepStrictEqual(reached, []);
    first.resolve();
    await turn();
    deepStrictEqual(reached, [5n, 9n]);
  });

  it('reaches nothing behind a failure', async () => {
    const reached: bigint[] = [];
    const window = new Window(100, (position) => reached.push(position));
    window.add(5n, 2, Promise.reject(new Error('refused')));
    window.add(9n, 2, Promise.resolve());
    await window.rest();
    await turn();
    deepStrictEqual(reached, []);
    ok(window.failed);
    strictEqual((window.failure as Error).message, 'refused');
  });

  it('has no room while too much is under way, and counts stretches without events with what is before them', async () => {
    const reached: bigint[] = [];
    const window = new Window(3, (position) => reached.push(position));
    const sending = Promise.withResolvers<void>();
    window.add(5n, 3, sending.promise);
    for (let position = 6n; position < 1_000n; position++) window.add(position, 0, Promise.resolve());
    let room = false;
    void window.room().then(() => (room = true));
    await turn();
    strictEqual(room, false);
    sending.resolve();
    await turn();
    strictEqual(room, true);
    deepStrictEqual(reached, [999n]);
  });
});
