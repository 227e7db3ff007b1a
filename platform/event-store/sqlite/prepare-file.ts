import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type Database from 'better-sqlite3';
import { EventStoreOpenError } from '../open-error.ts';
import { applicationId, connect, type ConnectionOptions, formatVersion, schema } from './format.ts';
import { reasonOf, sqliteCode } from './errors.ts';
import { damageOfWal } from './wal-damage.ts';

/**
 * Makes the file, or makes sure that it is an event log this build can read. Throws
 * {@link EventStoreOpenError} with one sentence; what is not ours, is newer or is damaged stays as it was.
 */
export function prepareFile(options: ConnectionOptions): void {
  const { file } = options;
  makeFolder(dirname(file));
  try {
    // Before the first connection: opening a log takes over from its WAL what is whole and forgets the rest.
    const damage = damageOfWal(`${file}-wal`);
    if (damage) throw new EventStoreOpenError(`${file}-wal is damaged: ${damage} Restore the log from a backup.`);
    const db = connect(options);
    try {
      if (isNew(db, file)) create(db);
      db.pragma('journal_mode = WAL');
      db.prepare(
        'SELECT position, category, stream, revision, id, type, recorded_at, size, checksum, data, metadata FROM events',
      );
    } finally {
      db.close();
    }
  } catch (error) {
    throw error instanceof EventStoreOpenError ? error : openError(file, error);
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new EventStoreOpenError(`The folder of the event log cannot be made: ${reason}.`, { cause: error });
  }
}

/** Tells an empty file from a log of ours; refuses everything else. */
function isNew(db: Database.Database, file: string): boolean {
  const id = db.pragma('application_id', { simple: true }) as number;
  const version = db.pragma('user_version', { simple: true }) as number;
  if (id === applicationId) {
    if (version <= formatVersion) return false;
    throw new EventStoreOpenError(
      `${file} was written by a newer version of the shop (format ${version}, this one knows ${formatVersion}): update the shop to open it.`,
    );
  }
  const tables = db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get();
  if (id === 0 && version === 0 && tables === 0) return true;
  throw new EventStoreOpenError(`${file} is the database of another program, not an event log: choose another file.`);
}

/** Two processes may come at once: the second finds the log made. */
function create(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.transaction(() => {
    if (db.pragma('application_id', { simple: true }) === applicationId) return;
    db.exec(schema);
    db.pragma(`application_id = ${applicationId}`);
    db.pragma(`user_version = ${formatVersion}`);
  }).exclusive();
}

function openError(file: string, error: unknown): EventStoreOpenError {
  const why: Readonly<Record<string, string>> = {
    SQLITE_NOTADB: 'it is not an SQLite database: choose another file, or restore the log from a backup',
    SQLITE_CORRUPT: 'it is damaged: restore it from a backup',
    SQLITE_ERROR: 'its tables are not those of an event log: restore it from a backup',
    SQLITE_CANTOPEN: 'the file cannot be opened: check that it is a file and that its folder may be written',
  };
  const sentence = why[sqliteCode(error) ?? ''] ?? reasonOf(error);
  return new EventStoreOpenError(`The event log ${file} cannot be opened: ${sentence}.`, { cause: error });
}
