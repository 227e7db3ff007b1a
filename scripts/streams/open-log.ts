import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { withKeptSettings } from '@shop/composition/settings-file.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';

/**
 * Opens the log alone, as `openForCommands` finds it: whoever reads nothing else needs no other engine to answer.
 * Throws `DataFolderError` where there is no shop, and as `openEventStore` does.
 */
export async function openLog(surroundings: Config): Promise<EventStore> {
  const folder = resolve(surroundings.DATA_FOLDER);
  const config = withKeptSettings(join(folder, 'settings.json'), surroundings);
  if (config.EVENT_STORE === 'sqlite' && !existsSync(join(folder, 'log.db'))) {
    throw new DataFolderError(`There is no shop's data in ${folder}.`);
  }
  const told = { ...silentLog, warn: console.error, error: console.error };
  return openEventStore(config, (...parts) => join(folder, ...parts), told);
}
