import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyedQueue } from './keyed-queue.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('tasks of one key run in turn, others beside them, never more than the bound', async () => {
  const queue = new KeyedQueue(3);
  const done: string[] = [];
  let running = 0;
  let most = 0;
  for (const name of ['a1', 'a2', 'b1', 'c1', 'a3', 'd1']) {
    await queue.add(name.charAt(0), async () => {
      most = Math.max(most, ++running);
      await tick();
      running--;
      done.push(name);
    });
  }
  await queue.drain();
  assert.deepEqual(
    done.filter((name) => name.startsWith('a')),
    ['a1', 'a2', 'a3'],
  );
  assert.equal(done.length, 6);
  assert.ok(most <= 3);
});

test('the first failure stops what was not begun and is thrown to whoever adds or waits', async () => {
  const queue = new KeyedQueue(2);
  let begun = 0;
  await queue.add('a', async () => {
    await tick();
    throw new Error('no');
  });
  await queue.add('a', () => Promise.resolve(void begun++));
  await assert.rejects(queue.drain(), /no/);
  assert.equal(begun, 0);
  await assert.rejects(
    queue.add('b', () => Promise.resolve()),
    /no/,
  );
});
