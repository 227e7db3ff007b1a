import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { collect, ids, newEvents } from '../contract/samples.ts';
import { EventStoreUnavailableError } from '../port.ts';
import { openForTest, testFolder } from './test-files.ts';

const folder = testFolder();
const text = 'x'.repeat(10_000);

describe('an SQLite event log that is full', () => {
  it('refuses appends, is still readable, and goes on when there is room again', async (t) => {
    const file = join(folder, 'full.db');
    const small = await openForTest(t, { file, maxBytes: 400_000 });
    const kept: string[] = [];
    let refusal: unknown;
    for (let i = 0; refusal === undefined; i++) {
      const events = newEvents(1, { text });
      try {
        await small.append(`order-${i}`, 'no_stream', events);
        kept.push(...ids(events));
      } catch (error) {
        refusal = error;
      }
    }
    ok(refusal instanceof EventStoreUnavailableError);
    ok(refusal.message.startsWith('the disk is full'), refusal.message);
    ok(kept.length > 10);
    deepStrictEqual(ids(await collect(small.readAll())), kept);
    await rejects(small.append('order-more', 'no_stream', newEvents(1, { text })), EventStoreUnavailableError);
    deepStrictEqual(ids(await collect(small.readStream('order-0'))), kept.slice(0, 1));
    await small.close();

    const roomy = await openForTest(t, { file });
    strictEqual((await roomy.append('order-more', 'no_stream', newEvents(1, { text }))).revision, 0);
    strictEqual((await collect(roomy.readAll())).length, kept.length + 1);
    await roomy.close();
  });

  it('refuses alone the append that has no room: those beside it are kept', async (t) => {
    const store = await openForTest(t, { file: join(folder, 'beside.db'), maxBytes: 300_000 });
    const attempts = await Promise.allSettled(
      Array.from({ length: 9 }, (_, i) =>
        store.append(`order-${i}`, 'no_stream', newEvents(1, { text: i === 4 ? 'x'.repeat(1_000_000) : 'small' })),
      ),
    );
    deepStrictEqual(
      attempts.map((attempt) => attempt.status === 'fulfilled'),
      [true, true, true, true, false, true, true, true, true],
    );
    strictEqual((await collect(store.readAll())).length, 8);
    await store.close();
  });

  it('refuses as a mistake an append that is larger than any may be', async (t) => {
    const store = await openForTest(t, { file: join(folder, 'large.db') });
    await rejects(store.append('order-1', 'no_stream', newEvents(1, { text: 'x'.repeat(17 * 1024 * 1024) })), RangeError);
    await store.close();
  });
});
