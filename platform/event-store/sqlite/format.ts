import Database from 'better-sqlite3';

/** `shop` in ASCII: marks the file as ours (bytes 68 to 71 of an SQLite file). */
export const applicationId = 0x73686f70;

/** Version of the tables below, kept as SQLite's `user_version`. */
export const formatVersion = 1;

/**
 * `position` has no gaps: rows are never deleted, and SQLite gives the greatest + 1. `category` stands before
 * the long columns, so that a filter reads no further than that. `size` is the characters of data and metadata,
 * `checksum` covers all but the position (rows.ts). `recorded_at` is milliseconds since the epoch.
 */
export const schema = `
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    category TEXT NOT NULL,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    checksum INTEGER NOT NULL,
    data TEXT NOT NULL,
    metadata TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
`;

/** Of a new file. Against SQLite's 4096 it saves a tenth of the time to append and to scan events of half a KiB. */
export const pageBytes = 8_192;

/** How long a connection waits for another process's lock. */
const lockTimeoutMs = 5_000;

export interface ConnectionOptions {
  readonly file: string;
  /** Greatest size of the file; SQLite then says that it is full. */
  readonly maxBytes?: number;
}

/** A connection with the settings that durability rests on. Changes nothing in the file. */
export function connect({ file, maxBytes }: ConnectionOptions): Database.Database {
  const db = new Database(file, { timeout: lockTimeoutMs });
  try {
    // Only a file without tables takes it over.
    db.pragma(`page_size = ${pageBytes}`);
    // The build's default for WAL is NORMAL: a commit would not wait for the disk.
    db.pragma('synchronous = FULL');
    // On macOS fsync alone leaves the data in the drive's cache.
    db.pragma('fullfsync = ON');
    db.pragma('checkpoint_fullfsync = ON');
    db.pragma(`journal_size_limit = ${64 * 1024 * 1024}`);
    if (maxBytes !== undefined) {
      const pageSize = db.pragma('page_size', { simple: true }) as number;
      db.pragma(`max_page_count = ${Math.max(1, Math.floor(maxBytes / pageSize))}`);
    }
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
