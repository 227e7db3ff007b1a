import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../clock/system.ts';
import { eventStoreContract } from './contract.ts';
import { openSqliteEventStore } from './sqlite/store.ts';

eventStoreContract('sqlite', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-'));
  const store = await openSqliteEventStore({ file: join(folder, 'events.db'), clock: systemClock });
  return {
    store,
    async close() {
      await store.close();
      rmSync(folder, { recursive: true });
    },
  };
});
