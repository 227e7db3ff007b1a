import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { categories } from '@shop/shared-events';
import fc from 'fast-check';
import { fetchedWhileApplied } from '@shop/platform/projecting/spec-reads.ts';
import { productReadModels } from './index.ts';
import { stockLedger } from './stock-ledger/project.ts';
import { listLedger } from './stock-ledger/query.ts';
import { stockLevels } from './stock-levels/project.ts';
import { listStockLevels } from './stock-levels/query.ts';
import { stockReservations } from './stock-reservations/project.ts';
import { listReservations } from './stock-reservations/query.ts';
import { documentsOf, projected } from './testing/projected.ts';
import { histories, interleaved } from './testing/random-history.ts';

const numbers = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 20 });
const runs = { numRuns: 30 };

describe('the read models of products', () => {
  it('have names of their own and read categories that exist', () => {
    strictEqual(new Set(productReadModels.map(({ name }) => name)).size, productReadModels.length);
    for (const model of productReadModels) {
      ok(model.categories.every((category) => (categories as readonly string[]).includes(category)));
    }
  });
});

for (const model of productReadModels) {
  describe(model.name, () => {
    it('holds the same of any prefix of the log, wherever batches are split', async () => {
      await fc.assert(
        fc.asyncProperty(histories, fc.nat(80), numbers, async (events, length, batches) => {
          const prefix = events.slice(0, length);
          const split = await documentsOf(model, await projected(model, prefix, { batches }));
          deepStrictEqual(split, await documentsOf(model, await projected(model, prefix)));
        }),
        runs,
      );
    });

    it('asks beforehand for what its events need', async () => {
      await fc.assert(
        fc.asyncProperty(histories, async (events) => deepStrictEqual(await fetchedWhileApplied(model, events), [])),
        runs,
      );
    });

    it('holds the same in whatever order streams are heard of', async () => {
      await fc.assert(
        fc.asyncProperty(histories, numbers, async (events, choices) => {
          const mixed = await documentsOf(model, await projected(model, interleaved(events, choices)));
          deepStrictEqual(mixed, await documentsOf(model, await projected(model, events)));
        }),
        runs,
      );
    });
  });
}

describe('the views of stock', () => {
  it('agree: what is reserved is the sum of the open reservations, and the ledger adds up to the level', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (events) => {
        const levels = await projected(stockLevels, events);
        const ledger = await projected(stockLedger, events);
        const reservations = await projected(stockReservations, events);
        for (const { document: level } of await listStockLevels(levels, {}, { limit: 100 })) {
          const entries = (await listLedger(ledger, level.sku, { limit: 100 })).map(({ document }) => document.entry);
          const open = (await listReservations(reservations, level.sku, { limit: 100 })).map(({ document }) => document);
          strictEqual(level.reserved, sum(open.map(({ reservation }) => reservation.quantity)));
          strictEqual(level.onHand, sum(entries.map(({ change }) => change)));
          deepStrictEqual([entries[0]?.onHandAfter, entries[0]?.reservedAfter], [level.onHand, level.reserved]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
