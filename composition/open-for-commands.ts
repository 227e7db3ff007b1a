import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
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
 * Opens a shop's data for a shell command, whether the shop is running or not: on the engines it was last started
 * with, or on those that the command's own surroundings name. Throws `DataFolderError` where neither tells of a
 * shop: a command must not make one. Read models are made with the settings the shop was last started with.
 */
export async function openForCommands(surroundings: Config): Promise<OpenedForCommands> {
  const folder = resolve(surroundings.DATA_FOLDER);
  const config = withKeptSettings(join(folder, 'settings.json'), surroundings);
  if (config.EVENT_STORE === 'sqlite' && !existsSync(join(folder, 'log.db'))) {
    throw new DataFolderError(`There is no shop's data in ${folder}.`);
  }
  const stores = await openStores(config, (...parts) => join(folder, ...parts), told);
  return { config, stores, side: createReadSide(stores, config) };
}
