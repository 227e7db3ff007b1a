import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { OverloadedError } from './errors.ts';
import { Mailboxes } from './mailbox.ts';

/** Mailboxes whose work ends when it is told to. */
function underTest(limits: { maxBatch: number; maxWaiting: number }) {
  const batches: (readonly [string, readonly number[]])[] = [];
  const ends: (() => void)[] = [];
  const mailboxes = new Mailboxes<number>((key, batch) => {
    batches.push([key, batch]);
    return new Promise((resolve) => ends.push(resolve));
  }, limits);
  return { mailboxes, batches, end: () => ends.shift()?.() };
}

describe('mailboxes', () => {
  it('refuse what goes beyond their bound, one stream without the others, and take on again when there is room', async () => {
    const { mailboxes, batches, end } = underTest({ maxBatch: 10, maxWaiting: 3 });
    for (const item of [0, 1, 2, 3]) mailboxes.post('a', item);
    assert.throws(() => mailboxes.post('a', 4), OverloadedError);
    mailboxes.post('b', 5);
    assert.equal(mailboxes.depth, 3);
    end();
    await new Promise(setImmediate);
    mailboxes.post('a', 6);
    assert.deepEqual(batches, [
      ['a', [0]],
      ['b', [5]],
      ['a', [1, 2, 3]],
    ]);
  });

  it('hand over at most a batch at once, in the order of arrival', async () => {
    const { mailboxes, batches, end } = underTest({ maxBatch: 2, maxWaiting: 100 });
    for (const item of [0, 1, 2, 3, 4]) mailboxes.post('a', item);
    for (let round = 0; round < 3; round++) {
      end();
      await new Promise(setImmediate);
    }
    assert.deepEqual(
      batches.map(([, batch]) => batch),
      [[0], [1, 2], [3, 4]],
    );
  });
});
