import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '@shop/platform/config/config.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import type { DataFile } from './adapters/data-file.ts';
import { openEventStore } from './adapters/event-store.ts';
import { DataFolderError } from './data-folder-error.ts';
import { createReadSide, type ReadSide } from './read-side.ts';
import { withKeptSettings } from './settings-file.ts';
import { openStores, type Stores } from './stores.ts';

/** A shop's data as a shell command works on it. */
export interface OpenedForCommands {
  readonly config: Config;
  readonly stores: Stores;
  readonly side: ReadSide;
}

/** What is said to a person goes to the error output; nobody reads the rest. */
const told: Log = { ...silentLog, warn: (sentence) => console.error(sentence), error: (sentence) => console.error(sentence) };

/**
 * The settings a shop was last started with, under those that the surroundings name, and its folder. Throws
 * `DataFolderError` where neither tells of a shop: a command must not make one.
 */
export function shopForCommands(surroundings: Config): { readonly config: Config; readonly file: DataFile } {
  const folder = resolve(surroundings.DATA_FOLDER);
  const config = withKeptSettings(join(folder, 'settings.json'), surroundings);
  if (config.EVENT_STORE === 'sqlite' && !existsSync(join(folder, 'log.db'))) {
    throw new DataFolderError(`There is no shop's data in ${folder}.`);
  }
  return { config, file: (...parts) => join(folder, ...parts) };
}

/**
 * Opens the log alone for a shell command: whoever reads nothing else needs no other engine to answer. Throws as
 * {@link shopForCommands} and `openEventStore` do.
 */
export function openLogForCommands(surroundings: Config): Promise<EventStore> {
  const { config, file } = shopForCommands(surroundings);
  return openEventStore(config, file, told);
}

/**
 * Opens a shop's data for a shell command, whether the shop is running or not: on the engines it was last started
 * with, or on those that the command's own surroundings name. Throws as {@link shopForCommands} does. Read models are
 * made with the settings the shop was last started with.
 */
export async function openForCommands(surroundings: Config): Promise<OpenedForCommands> {
  const { config, file } = shopForCommands(surroundings);
  const stores = await openStores(config, file, told);
  return { config, stores, side: createReadSide(stores, config) };
}
