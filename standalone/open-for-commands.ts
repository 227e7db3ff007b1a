import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Config } from '@shop/platform/config/config.ts';
import { DataFolderError } from './data-folder.ts';
import { createReadSide, type ReadSide } from './read-side.ts';
import { withKeptSettings } from './settings-file.ts';
import { openStores, type Stores } from './stores.ts';

/**
 * Opens a shop's data for a shell command, whether the shop is running or not. Throws `DataFolderError` where
 * there is no shop in the folder: a command must not make one. Read models are made with the settings the shop was
 * last started with, whatever the command's own surroundings say.
 */
export async function openForCommands(config: Config): Promise<{ readonly stores: Stores; readonly side: ReadSide }> {
  const folder = resolve(config.DATA_FOLDER);
  if (!existsSync(join(folder, 'log.db'))) throw new DataFolderError(`There is no shop's data in ${folder}.`);
  const stores = await openStores(
    (...parts) => join(folder, ...parts),
    (sentence) => console.error(sentence),
  );
  return { stores, side: createReadSide(stores, withKeptSettings(join(folder, 'settings.json'), config)) };
}
