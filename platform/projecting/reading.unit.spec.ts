import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '../clock/manual.ts';
import { memoryReadStore } from '../read-store/memory.ts';
import type { GenerationWriter, Write } from '../read-store/port.ts';
import { waitForRevision } from './consistency.ts';
import { digestOf } from './digest.ts';
import { ledger } from './ledger.ts';
import { activeReader, ReadModelNotReadyError } from './queries.ts';

async function generationWith(
  writes: readonly Write[] = [],
): Promise<{ generation: GenerationWriter; store: ReturnType<typeof memoryReadStore> }> {
  const store = memoryReadStore();
  const generation = await store.projection(ledger).create();
  await generation.claim('o');
  await generation.commit({ owner: 'o', checkpoint: '', writes, revisions: new Map() });
  return { generation, store };
}

const put = (key: string, document: object, collection = 'holder'): Write => ({
  kind: 'put',
  collection,
  key,
  document: { ...document },
});
const digest = async (...writes: Write[]): Promise<string> => digestOf(ledger, (await generationWith(writes)).generation);

describe('a digest', () => {
  it('is the same for the same documents, in whatever order they and their members were written', async () => {
    const one = await digest(put('a', { x: 1, y: { z: [1, null], w: 'é' } }), put('b', {}));
    const other = await digest(put('b', {}), put('a', { y: { w: 'é', z: [1, null], gone: undefined }, x: 1 }));
    assert.equal(one, other);
    assert.match(one, /^[0-9a-f]{64}$/);
  });

  it('tells apart another value, key, collection, order of a list, or a missing document', async () => {
    const all = await Promise.all([
      digest(),
      digest(put('a', { x: [1, 2] })),
      digest(put('a', { x: [2, 1] })),
      digest(put('a', { x: ['1', 2] })),
      digest(put('b', { x: [1, 2] })),
      digest(put('a', { x: [1, 2], holder: 'h', balance: 1 }, 'account')),
      digest(put('a', {}), put('b', {})),
      digest(put('a', {})),
      digest(put('a', { b: {} })),
    ]);
    assert.equal(new Set(all).size, all.length);
  });

  it('covers more documents than one piece holds', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => put(`k${i}`, { text: 'x'.repeat(50), i }));
    assert.equal(await digest(...many), await digest(...many.toReversed()));
    assert.notEqual(await digest(...many), await digest(...many.slice(1)));
  });
});

describe('waiting for revisions', () => {
  it('is over at once where they are applied, or nothing is waited for', async () => {
    const { generation } = await generationWith();
    const clock = manualClock(0);
    await generation.commit({ owner: 'o', checkpoint: '', writes: [], revisions: new Map([['order-1', 3]]) });
    assert.equal(await waitForRevision(generation, [{ stream: 'order-1', revision: 3 }], 0, clock), true);
    assert.equal(await waitForRevision(generation, [], 0, clock), true);
  });

  it('is over as soon as all of them are', async () => {
    const { generation, store } = await generationWith();
    await store.projection(ledger).activate(generation.generation);
    await generation.claim('o');
    const clock = manualClock(0);
    const tokens = [
      { stream: 'order-1', revision: 1 },
      { stream: 'order-2', revision: 0 },
    ];
    const waiting = waitForRevision(store.projection(ledger), tokens, 100, clock);
    const revise = (stream: string, revision: number) =>
      generation.commit({ owner: 'o', checkpoint: '', writes: [], revisions: new Map([[stream, revision]]) });
    await revise('order-1', 1);
    await clock.advance(20);
    assert.equal(clock.sleepers, 1);
    await revise('order-2', 4);
    await clock.advance(10);
    assert.equal(await waiting, true);
  });

  it('ends in time with a no, also before anything was built', async () => {
    const clock = manualClock(0);
    const { generation } = await generationWith();
    for (const on of [generation, memoryReadStore().projection(ledger)]) {
      const waiting = waitForRevision(on, [{ stream: 'order-1', revision: 0 }], 52, clock);
      await clock.advance(52);
      assert.equal(await waiting, false);
    }
  });
});

describe('the active reader', () => {
  it('is that of the active generation, and an error before there is one', async () => {
    const { generation, store } = await generationWith();
    await assert.rejects(activeReader(store.projection(ledger)), ReadModelNotReadyError);
    await store.projection(ledger).activate(generation.generation);
    assert.equal((await activeReader(store.projection(ledger))).generation, generation.generation);
  });
});
