import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RecordedEvent } from '@shop/shared-events';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { fetchedWhileApplied } from '@shop/platform/projecting/spec-reads.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import { createOrderQueries } from './index.ts';
import { erasureOf } from './testing/events.ts';
import { allDocuments, readerOf } from './testing/projected.ts';
import { randomLogs, woven } from './testing/random-orders.ts';

const { models } = createOrderQueries({ readStore: memoryReadStore(), clock: manualClock(0), currency: 'GBP' });

/** The log with each stream's events in order, but an erasure of alice at any place among them. */
const erasedLogs = fc
  .tuple(randomLogs, fc.infiniteStream(fc.nat()))
  .map(([log, choices]) => woven([log, erasureOf('alice')], choices));

/** What a rebuild sees after the key is gone: alice's addresses cannot be opened any more. */
function afterErasure(log: readonly RecordedEvent[]): RecordedEvent[] {
  return log.map((event) => {
    const data = event.data as { readonly address?: { readonly name: string } };
    return data.address?.name === 'alice' ? { ...event, data: { ...data, address: null } } : event;
  });
}

/** A log and the same events in another order, each stream's own kept: as several topics bring them. */
const reorderedLogs = fc.tuple(erasedLogs, fc.infiniteStream(fc.nat())).map(([log, choices]) => {
  const streams = Object.values(Object.groupBy(log, ({ stream }) => stream)).filter((events) => events !== undefined);
  return [log, woven(streams, choices)] as const;
});

function splitAt<T>(items: readonly T[], cuts: readonly number[]): T[][] {
  const places = [...cuts.map((cut) => cut % (items.length + 1)), 0, items.length].sort((a, b) => a - b);
  return places.slice(1).map((end, index) => items.slice(places[index], end));
}

for (const model of models) {
  describe(`the model ${model.name}`, () => {
    it('comes out the same however the log is cut into batches', async () => {
      await fc.assert(
        fc.asyncProperty(erasedLogs, fc.array(fc.nat(), { maxLength: 8 }), async (log, cuts) => {
          const whole = await allDocuments(model, await readerOf(model, log));
          const split = await allDocuments(model, await readerOf(model, ...splitAt(log, cuts)));
          deepStrictEqual(split, whole);
        }),
        { numRuns: 40 },
      );
    });

    it('asks beforehand for what its events need', async () => {
      await fc.assert(
        fc.asyncProperty(randomLogs, async (log) => deepStrictEqual(await fetchedWhileApplied(model, log), [])),
        { numRuns: 20 },
      );
    });

    it('comes out the same in whatever order streams are heard of', async () => {
      await fc.assert(
        fc.asyncProperty(reorderedLogs, async ([log, reordered]) => {
          const whole = await allDocuments(model, await readerOf(model, log));
          deepStrictEqual(await allDocuments(model, await readerOf(model, reordered)), whole);
        }),
        { numRuns: 40 },
      );
    });

    it('comes out the same from a rebuild after an erasure, wherever the erasure stands', async () => {
      await fc.assert(
        fc.asyncProperty(erasedLogs, async (log) => {
          const live = await allDocuments(model, await readerOf(model, log));
          const rebuilt = await allDocuments(model, await readerOf(model, afterErasure(log)));
          deepStrictEqual(rebuilt, live);
          deepStrictEqual(JSON.stringify(live).includes('"name":"alice"'), false);
        }),
        { numRuns: 40 },
      );
    });
  });
}
