import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStoreContract } from '../contract.ts';
import type { ReadStore } from '../port.ts';
import { openSqliteReadStore } from './open.ts';

readStoreContract('SQLite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'read-store-'));
  let now = 1_000_000;
  const opened: ReadStore[] = [];
  const another = async (): Promise<ReadStore> => {
    const store = await openSqliteReadStore({ folder, clock: { now: () => now } });
    opened.push(store);
    return store;
  };
  return {
    store: await another(),
    another,
    advance: (ms) => void (now += ms),
    async close() {
      for (const store of opened) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
