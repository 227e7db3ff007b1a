import { deserialize, serialize } from 'node:v8';
import Database from 'better-sqlite3';
import type { Scratch, Table } from './scratch.ts';

const pageRows = 500;

/**
 * Tables of which at most twice `most` values each are in memory; the others lie in a temporary file that goes
 * with the process. What is used again soon never leaves memory.
 */
export function sqliteScratch(most = 8_000): Scratch {
  const db = new Database('');
  db.pragma('journal_mode = OFF');
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -65536');
  let tables = 0;
  return { table: <T>() => new SpillingTable<T>(db, `t${tables++}`, most), close: () => db.close() };
}

interface Entry<T> {
  value: T;
  changed: boolean;
}

/** Two generations: what is not used while the younger one fills leaves memory with the older one. */
class SpillingTable<T> implements Table<T> {
  readonly #most: number;
  readonly #db: Database.Database;
  readonly #select: Database.Statement<[string], { value: Buffer }>;
  readonly #page: Database.Statement<[string, number], { key: string; value: Buffer }>;
  readonly #put: Database.Statement<[string, Buffer]>;
  #young = new Map<string, Entry<T>>();
  #old = new Map<string, Entry<T>>();
  #spilled = false;

  constructor(db: Database.Database, name: string, most: number) {
    db.exec(`CREATE TABLE ${name} (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID, STRICT`);
    this.#db = db;
    this.#most = most;
    this.#select = db.prepare(`SELECT value FROM ${name} WHERE key = ?`);
    this.#page = db.prepare(`SELECT key, value FROM ${name} WHERE key > ? ORDER BY key LIMIT ?`);
    this.#put = db.prepare(`INSERT INTO ${name} VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`);
  }

  get(key: string): T | undefined {
    return this.#find(key)?.value;
  }

  change(key: string, fresh: () => T): T {
    const entry = this.#find(key) ?? this.#keep(key, { value: fresh(), changed: true });
    entry.changed = true;
    return entry.value;
  }

  set(key: string, value: T): void {
    this.#old.delete(key);
    this.#keep(key, { value, changed: true });
  }

  *entries(): Iterable<readonly [string, T]> {
    this.#spill(this.#old);
    this.#spill(this.#young);
    for (let after = ''; ;) {
      const rows = this.#page.all(after, pageRows);
      for (const { key, value } of rows) yield [key, deserialize(value) as T];
      if (rows.length < pageRows) return;
      after = rows.at(-1)?.key ?? after;
    }
  }

  #find(key: string): Entry<T> | undefined {
    const young = this.#young.get(key);
    if (young) return young;
    const old = this.#old.get(key);
    if (old) {
      this.#old.delete(key);
      return this.#keep(key, old);
    }
    const row = this.#spilled ? this.#select.get(key) : undefined;
    return row && this.#keep(key, { value: deserialize(row.value) as T, changed: false });
  }

  #keep(key: string, entry: Entry<T>): Entry<T> {
    if (this.#young.size >= this.#most) {
      this.#spill(this.#old);
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, entry);
    return entry;
  }

  #spill(entries: ReadonlyMap<string, Entry<T>>): void {
    this.#spilled = true;
    this.#db.transaction(() => {
      for (const [key, entry] of entries) {
        if (entry.changed) this.#put.run(key, serialize(entry.value));
        entry.changed = false;
      }
    })();
  }
}
