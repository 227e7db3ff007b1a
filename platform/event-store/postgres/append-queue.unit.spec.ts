import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EventStoreUnavailableError } from '../port.ts';
import { AppendQueue, type Outcome } from './append-queue.ts';
import type { WireAppend } from './wire.ts';

const bounds = { appends: 6, characters: 1_000, batchAppends: 3, batchCharacters: 100, batches: 1 };
const append = (stream: string, size = 1): WireAppend => ({ stream, first: 0, recordedAt: 0, events: [], size });
const turn = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** Writes when it is told to. */
function sink() {
  const batches: string[][] = [];
  const answers: (() => void)[] = [];
  const commit = (batch: readonly WireAppend[]): Promise<readonly Outcome[]> => {
    batches.push(batch.map(({ stream }) => stream));
    return new Promise((resolve) => answers.push(() => resolve(batch.map((_, i) => ['kept', BigInt(i)]))));
  };
  return { batches, commit, answer: () => answers.shift()?.() };
}

describe('the queue of appends', () => {
  it('writes together what one turn brings, and then what came meanwhile', async () => {
    const { batches, commit, answer } = sink();
    const queue = new AppendQueue(commit, bounds);
    const first = [queue.append(append('a')), queue.append(append('b'))];
    await turn();
    const later = [queue.append(append('c')), queue.append(append('d'))];
    await turn();
    deepStrictEqual(batches, [['a', 'b']]);
    answer();
    deepStrictEqual(await Promise.all(first), [
      ['kept', 0n],
      ['kept', 1n],
    ]);
    await turn();
    deepStrictEqual(batches[1], ['c', 'd']);
    answer();
    await Promise.all(later);
  });

  it('takes one append of a stream at a time, in the order they came', async () => {
    const { batches, commit, answer } = sink();
    const queue = new AppendQueue(commit, bounds);
    const all = ['a', 'a', 'b', 'a'].map((stream) => queue.append(append(stream)));
    for (let i = 0; i < 3; i++) {
      await turn();
      answer();
    }
    await Promise.all(all);
    deepStrictEqual(batches, [['a', 'b'], ['a'], ['a']]);
  });

  it('bounds a batch in number and in characters, but never keeps a large append from being written', async () => {
    const { batches, commit, answer } = sink();
    const queue = new AppendQueue(commit, bounds);
    const all = [append('a', 500), append('b', 60), append('c', 60)].map((each) => queue.append(each));
    for (let i = 0; i < 3; i++) {
      await turn();
      answer();
    }
    await Promise.all(all);
    deepStrictEqual(batches, [['a'], ['b'], ['c']]);
  });

  it('refuses at once what is more than its bounds', async () => {
    const { commit, answer } = sink();
    const queue = new AppendQueue(commit, bounds);
    const all = Array.from({ length: 6 }, (_, i) => queue.append(append(`s${i}`)));
    throws(() => queue.append(append('one more')), EventStoreUnavailableError);
    for (let i = 0; i < 2; i++) {
      await turn();
      answer();
    }
    await Promise.all(all);
    const large = queue.append(append('large', 2_000));
    throws(() => queue.append(append('another')), EventStoreUnavailableError);
    await turn();
    answer();
    deepStrictEqual(await large, ['kept', 0n]);
  });

  it('drains what it has taken on', async () => {
    const { commit, answer } = sink();
    const queue = new AppendQueue(commit, bounds);
    await queue.drain();
    const last = queue.append(append('a'));
    let drained = false;
    const draining = queue.drain().then(() => (drained = true));
    await turn();
    strictEqual(drained, false);
    answer();
    await last;
    await draining;
  });
});
