import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';
import { everything } from './testing/everything.ts';
import { randomLogs } from './testing/random-orders.ts';

describe('the order models in SQLite', () => {
  let folder: string;
  let sqlite: ReadStore;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'order-models-'));
    sqlite = await openSqliteReadStore({ folder });
  });
  after(async () => {
    await sqlite.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('are what they are in memory: documents, lists, queue and report', async () => {
    await fc.assert(
      fc.asyncProperty(randomLogs, async (log) => {
        deepStrictEqual(await everything(sqlite, log), await everything(memoryReadStore(), log));
      }),
      { numRuns: 10 },
    );
  });
});
