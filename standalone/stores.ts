import { systemClock } from '@shop/platform/clock/system.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { openSqliteEventStore } from '@shop/platform/event-store/sqlite/store.ts';
import { cachingKeyVault } from '@shop/platform/personal-data/caching.ts';
import type { KeyVault } from '@shop/platform/personal-data/port.ts';
import { openSqliteKeyVault } from '@shop/platform/personal-data/sqlite.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';

/** Where a standalone shop keeps what lasts: the log, the customers' keys, and the read models made from them. */
export interface Stores {
  readonly log: EventStore;
  readonly readStore: ReadStore;
  readonly vault: KeyVault;
  close(): Promise<void>;
}

/**
 * Opens the stores of a data folder; also while a shop runs on it. Throws with one sentence for people where a
 * file is damaged or of a newer format; a damaged read model is given up and told, because it can be rebuilt.
 */
export async function openStores(
  file: (...parts: readonly string[]) => string,
  onDamage: (sentence: string) => void,
): Promise<Stores> {
  const log = await openSqliteEventStore({ file: file('log.db'), clock: systemClock });
  const vault = cachingKeyVault(openSqliteKeyVault({ file: file('keys.db') }), systemClock);
  const readStore = await openSqliteReadStore({ folder: file('read'), onDamage });
  return {
    log,
    readStore,
    vault,
    async close() {
      await readStore.close();
      await log.close();
      await vault.close();
    },
  };
}
