import Sqlite from 'better-sqlite3';
import { ReadStoreUnavailableError } from '../port.ts';

/** A page cache of 1 MiB: the operating system caches the file anyway, and a shop has many of these. */
const CACHE_KIB = 1024;
const BULK_CACHE_KIB = 16 * 1024;
/** 16 MiB of log before it is copied into the file: copying waits for the disk, and that holds up everything here. */
const CHECKPOINT_PAGES = 4_000;
const MOST_STATEMENTS = 200;

export type Durability = 'live' | 'bulk';

/** One SQLite file, its prepared statements kept. */
export interface Database {
  readonly file: string;
  /** The statement for this text, prepared once. */
  statement<Row>(sql: string): Sqlite.Statement<unknown[], Row>;
  exec(sql: string): void;
  /** Runs `work` in one write transaction: all of it or nothing. */
  transaction<T>(work: () => T): T;
  /**
   * How what follows is written. `live`: readers never wait, kill -9 loses nothing, and a power cut leaves an
   * earlier commit, whole. `bulk`: faster, and a crash may destroy the file; once `live`, only a power cut may.
   */
  durability(wanted: Durability): void;
  /**
   * What was overwritten or deleted so far is in no file afterwards: the write-ahead log, which holds old pages,
   * is copied into the file and emptied. Throws {@link ReadStoreUnavailableError} where a reader keeps it from that.
   */
  forget(): void;
  /** Makes one more write; afterwards it and everything before is on the disk, and the file is `live`. */
  flush(lastWrite: string): void;
  close(): void;
}

/** Opens or creates a file. Every transaction waits up to five seconds for another process's. */
export function openDatabase(file: string, options: { readonly mustExist?: boolean } = {}): Database {
  const sqlite = new Sqlite(file, { timeout: 5_000, fileMustExist: options.mustExist ?? false });
  const statements = new Map<string, Sqlite.Statement>();
  let durability: Durability | null = null;

  const database: Database = {
    file,
    statement<Row>(sql: string) {
      const kept = statements.get(sql);
      if (kept) return kept as Sqlite.Statement<unknown[], Row>;
      if (statements.size >= MOST_STATEMENTS) statements.clear();
      const prepared = sqlite.prepare(sql);
      statements.set(sql, prepared);
      return prepared as Sqlite.Statement<unknown[], Row>;
    },
    exec: (sql) => void sqlite.exec(sql),
    transaction: (work) => sqlite.transaction(work).immediate(),
    durability(wanted) {
      if (wanted === durability) return;
      const bulk = wanted === 'bulk';
      const journal = sqlite.pragma('journal_mode', { simple: true });
      if (bulk && journal !== 'wal') sqlite.pragma('journal_mode = MEMORY');
      if (!bulk) sqlite.pragma('journal_mode = WAL');
      sqlite.pragma(`synchronous = ${bulk ? 'OFF' : 'NORMAL'}`);
      sqlite.pragma(`cache_size = -${bulk ? BULK_CACHE_KIB : CACHE_KIB}`);
      durability = wanted;
    },
    forget() {
      const [done] = sqlite.pragma('wal_checkpoint(TRUNCATE)') as { readonly busy: number }[];
      if (done?.busy !== 0)
        throw new ReadStoreUnavailableError(`what was removed from ${file} still stands in its write-ahead log`);
    },
    flush(lastWrite) {
      database.durability('live');
      sqlite.pragma('synchronous = FULL');
      database.exec(lastWrite);
      sqlite.pragma('wal_checkpoint(TRUNCATE)');
      sqlite.pragma('synchronous = NORMAL');
    },
    close: () => void sqlite.close(),
  };

  // Of every connection by itself: what is overwritten or deleted leaves no bytes behind in free space.
  sqlite.pragma('secure_delete = ON');
  sqlite.pragma('synchronous = NORMAL');
  sqlite.pragma(`cache_size = -${CACHE_KIB}`);
  sqlite.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
  sqlite.pragma(`journal_size_limit = ${CHECKPOINT_PAGES * 4096}`);
  return database;
}
