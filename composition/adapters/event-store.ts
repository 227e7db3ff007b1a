import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { DataFile } from './data-file.ts';
import { needed } from './setting.ts';

/**
 * Opens the log that `EVENT_STORE` names. Only the adapter chosen is loaded. Throws `EventStoreOpenError` with one
 * sentence for people, `EventStoreUnavailableError` where a server does not answer yet, `ConfigError`.
 */
export async function openEventStore(config: Config, file: DataFile, log: Log): Promise<EventStore> {
  const clock = systemClock;
  switch (config.EVENT_STORE) {
    case 'sqlite': {
      const { openSqliteEventStore } = await import('@shop/platform/event-store/sqlite/store.ts');
      return openSqliteEventStore({ file: file('log.db'), clock });
    }
    case 'postgres': {
      const { openPostgresEventStore } = await import('@shop/platform/event-store/postgres/store.ts');
      return openPostgresEventStore({ url: needed(config, 'POSTGRES_URL', 'EVENT_STORE=postgres'), clock, log });
    }
    case 'eventstoredb': {
      const { openEventStoreDb } = await import('@shop/platform/event-store/eventstoredb/open.ts');
      const connectionString = needed(config, 'EVENTSTOREDB_URL', 'EVENT_STORE=eventstoredb');
      return openEventStoreDb({ connectionString, clock, log });
    }
  }
}
