import assert from 'node:assert/strict';
import { it } from 'node:test';
import { readStoreContract } from './contract.ts';
import { articles, generationWith } from './contract/under-test.ts';
import { memoryReadStore } from './memory.ts';

readStoreContract('memory', async () => {
  let now = 1_000_000;
  const store = memoryReadStore({ clock: { now: () => now } });
  return { store, another: async () => store, advance: (ms) => void (now += ms), close: () => store.close() };
});

it('memory: a document that came out of the store cannot be changed in place', async () => {
  const generation = await generationWith(memoryReadStore(), { a: { tags: ['x'] } }, articles);
  const document = await generation.get<{ tags: string[] }>('article', 'a');
  assert.throws(() => document?.tags.push('y'), TypeError);
});
