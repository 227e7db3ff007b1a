import Database from 'better-sqlite3';
import { EventStoreUnavailableError } from '../port.ts';

/** SQLite's primary result code: `SQLITE_IOERR_FSYNC` is an `SQLITE_IOERR`. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code.split('_').slice(0, 2).join('_') : undefined;
}

const sentences: Readonly<Record<string, string>> = {
  SQLITE_FULL: 'the disk is full or the event log has reached its greatest size',
  SQLITE_IOERR: 'the disk fails or is full',
  SQLITE_BUSY: 'another process holds the event log for too long',
  SQLITE_CORRUPT: 'the event log is damaged',
  SQLITE_NOTADB: 'the event log is damaged',
  SQLITE_READONLY: 'the event log may not be written',
};

/** Why the store cannot do what was asked, in a sentence with SQLite's own words behind it. */
export function reasonOf(error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const sentence = sentences[sqliteCode(error) ?? ''];
  return sentence === undefined ? said : `${sentence} (${said})`;
}

/** What SQLite throws as the port's error; everything else, a mistake of ours, as it is. */
export function asUnavailable(error: unknown): unknown {
  if (sqliteCode(error) === undefined) return error;
  return new EventStoreUnavailableError(reasonOf(error), { cause: error });
}

/** Rows that are not what was written. Told as unavailable: no reader may go on as if it had read them. */
export function damaged(what: string): EventStoreUnavailableError {
  return new EventStoreUnavailableError(`the event log is damaged: ${what}`);
}
