import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryReadStore } from '../read-store/memory.ts';
import type { GenerationWriter, ProjectionStore, ReadStore } from '../read-store/port.ts';
import { ledger } from './ledger.ts';
import { replayProjection } from './replay.ts';
import { accounts, appendHistory, bench, optionsOf, history } from './spec-kit.ts';
import { SampledStreams } from './sample.ts';
import { ReplayVerificationError, verifyGeneration } from './verify.ts';
import { beginBuild } from './build.ts';

/** A read store whose generations are changed by `wrap`. */
function wrapped(store: ReadStore, wrap: (generation: GenerationWriter) => Partial<GenerationWriter>): ReadStore {
  return {
    ...store,
    projection(spec) {
      const projection = store.projection(spec);
      const create: ProjectionStore['create'] = async () => {
        const generation = await projection.create();
        return { ...generation, ...wrap(generation) };
      };
      return { ...projection, create };
    },
  };
}

describe('the verification of a replay', () => {
  const losses: readonly [string, (generation: GenerationWriter) => Partial<GenerationWriter>][] = [
    [
      'a lost document',
      (generation) => ({ commit: (commit) => generation.commit({ ...commit, writes: commit.writes.slice(1) }) }),
    ],
    [
      'an altered document',
      (generation) => ({
        commit: (commit) =>
          generation.commit({
            ...commit,
            writes: commit.writes.map((each) =>
              each.kind === 'put' && each.key === '1' ? { ...each, document: { ...each.document, balance: 4711 } } : each,
            ),
          }),
      }),
    ],
    [
      'a lost revision',
      (generation) => ({
        commit: (commit) => generation.commit({ ...commit, revisions: new Map([...commit.revisions].slice(1)) }),
      }),
    ],
    [
      'a document too many',
      (generation) => ({
        commit: (commit) =>
          generation.commit({
            ...commit,
            writes: [...commit.writes, { kind: 'put', collection: 'holder', key: 'x', document: {} }],
          }),
      }),
    ],
  ];
  for (const [loss, wrap] of losses) {
    it(`finds ${loss}; the live generation stays, the wrong one goes`, async () => {
      const under = await bench();
      await accounts(under.log, 10);
      const projection = under.store.projection(ledger);
      const { generation } = await replayProjection(optionsOf(under));
      await assert.rejects(replayProjection(optionsOf(under, { store: wrapped(under.store, wrap) })), ReplayVerificationError);
      assert.deepEqual(
        (await projection.generations()).map((each) => [each.generation, each.state]),
        [[generation, 'active']],
      );
    });
  }

  it('by sample holds for every history, and finds a changed document among those it compares', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const under = await bench();
        await appendHistory(under.log, steps);
        const store = memoryReadStore({ clock: under.clock });
        const sample = new SampledStreams(2);
        const options = { ...optionsOf(under, { store }), projection: store.projection(ledger), owner: 'o', sample };
        const build = await beginBuild(options);
        await build.catchUp();
        const { generation, position } = build;
        const verify = () => verifyGeneration({ ...options, generation, position, mostFoldedWhole: -1 });
        const { method, documents } = await verify();
        assert.equal(method, 'sample');
        compared += documents;
        const [victim] = sample.documents();
        if (!victim) return;
        const commit = { owner: 'o', checkpoint: '', revisions: new Map() };
        await generation.commit({ ...commit, writes: [{ kind: 'put', ...victim, document: { changed: true } }] });
        await assert.rejects(verify(), ReplayVerificationError);
      }),
      { numRuns: 200, seed: 1 },
    );
    assert.ok(compared > 25, `${compared} documents were compared`);
  });
});
