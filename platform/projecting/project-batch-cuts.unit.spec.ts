import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { digestOf, digestOfScan } from './digest.ts';
import { Fold } from './fold.ts';
import { ledger, ledgerCatalogue } from './ledger.ts';
import { appendHistory, bench, history } from './spec-kit.ts';

describe('batches', () => {
  it('gives the same documents however the events are cut, repeated and interrupted: those of the plain fold', async () => {
    const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 9 }), back: fc.nat(6), crash: fc.boolean() }), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(history, cuts, fc.boolean(), async (steps, pieces, fromEmpty) => {
        const under = await bench();
        await appendHistory(under.log, steps);
        const events = await under.all();
        const fold = new Fold({ model: ledger, catalogue: ledgerCatalogue, openPersonalData: async (each) => each });
        await fold.apply(events);

        let projector = await under.projector({ fromEmpty, hotDocuments: 2, hotStreams: 2 });
        for (let at = 0, i = 0; at < events.length; i++) {
          const { length, back, crash } = pieces[i % pieces.length] ?? { length: 1, back: 0, crash: false };
          const piece = events.slice(Math.max(0, at - back), at + length);
          if (crash && !fromEmpty) projector = await under.projector();
          await projector.apply(piece);
          if (fromEmpty ? projector.uncommitted > 4 : true) await projector.commit(String(at), { bulk: fromEmpty });
          at += length;
        }
        await projector.commit('end');
        assert.equal(await digestOf(ledger, under.generation), await digestOfScan(ledger, (name) => fold.scan(name)));
        const parked = (await under.generation.parked()).map(({ stream, revision }) => [stream, revision] as const);
        assert.deepEqual(new Map(parked), new Map([...fold.failed].sort()));
      }),
      { numRuns: 150 },
    );
  });
});
