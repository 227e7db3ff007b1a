import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import Database from 'better-sqlite3';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Layout of the data folder this build reads and writes. */
const formatVersion = 1;

/** A data folder that is ours alone until it is released. */
export interface DataFolder {
  readonly path: string;
  file(...parts: readonly string[]): string;
  release(): void;
}

/**
 * Opens or makes a data folder and takes it for this process. Throws {@link DataFolderError} where it
 * cannot be written, was made by a newer version, or another shop is using it. Changes nothing in that case.
 */
export function openDataFolder(folder: string): DataFolder {
  const path = resolve(folder);
  const file = (...parts: readonly string[]) => join(path, ...parts);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new DataFolderError(`The data folder ${path} cannot be made or written: ${reason(error)}.`);
  }
  checkFormat(path, file('format.json'));
  return { path, file, release: lock(path, file('lock.db')) };
}

function checkFormat(folder: string, file: string): void {
  if (!existsSync(file)) {
    try {
      writeFileSync(file, `${JSON.stringify({ version: formatVersion })}\n`);
    } catch (error) {
      throw new DataFolderError(`The data folder ${folder} cannot be written: ${reason(error)}.`);
    }
    return;
  }
  const version = versionIn(file);
  if (version === null) throw new DataFolderError(`${file} is damaged: it does not say which format the folder has.`);
  if (version > formatVersion) {
    throw new DataFolderError(
      `The data folder ${folder} was made by a newer version of the shop (format ${version}; this one knows ${formatVersion}). Nothing was changed.`,
    );
  }
}

function versionIn(file: string): number | null {
  try {
    const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown };
    return typeof version === 'number' && Number.isInteger(version) && version > 0 ? version : null;
  } catch {
    return null;
  }
}

/** An SQLite lock goes with the process, however it ends; a file with a process id would stay behind. */
function lock(folder: string, file: string): () => void {
  let database: Database.Database | undefined;
  try {
    database = new Database(file, { timeout: 0 });
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    const busy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
    throw new DataFolderError(
      busy ? `Another shop is using the data folder ${folder}.` : `The data folder ${folder} cannot be locked: ${reason(error)}.`,
    );
  }
  const held = database;
  return () => held.close();
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
