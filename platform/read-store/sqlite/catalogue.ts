import type { GenerationInfo } from '../port.ts';
import { openDatabase, type Database } from './database.ts';

/** A generation as the catalogue knows it. */
export interface GenerationRow {
  readonly generation: number;
  readonly version: number;
  readonly signature: string;
  readonly state: GenerationInfo['state'];
  readonly createdAt: string;
}

/** A generation whose file is still being laid out is nobody's business; after this long its maker is dead. */
const LONGEST_CREATION_MS = 60_000;

/**
 * The small file that all processes share: which generations there are, which one answers, who builds.
 * A change of it is one transaction, and that is what makes activation atomic.
 */
export interface Catalogue {
  rows(projection: string): readonly GenerationRow[];
  row(projection: string, generation: number): GenerationRow | null;
  active(projection: string): number | null;
  /** Takes a number never used before; the generation is not seen until {@link created}. */
  reserve(projection: string, row: Pick<GenerationRow, 'version' | 'signature'>, now: number): number;
  created(projection: string, generation: number): void;
  /** Makes `generation` active and the active one previous. Answers the generations that are gone; null where there is no such one. */
  activate(projection: string, generation: number): readonly number[] | null;
  forget(projection: string, generation: number): void;
  lease(projection: string, owner: string, now: number, until: number): boolean;
  endLease(projection: string, owner: string): void;
  /** Every generation's file that may exist. */
  all(): readonly { readonly projection: string; readonly generation: number }[];
  close(): void;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS generations (
    projection TEXT, generation INTEGER, version INTEGER NOT NULL, signature TEXT NOT NULL, state TEXT NOT NULL,
    createdAt TEXT NOT NULL, PRIMARY KEY (projection, generation)) WITHOUT ROWID, STRICT;
  CREATE UNIQUE INDEX IF NOT EXISTS one_active ON generations (projection) WHERE state = 'active';
  CREATE UNIQUE INDEX IF NOT EXISTS one_previous ON generations (projection) WHERE state = 'previous';
  CREATE TABLE IF NOT EXISTS numbers (projection TEXT PRIMARY KEY, last INTEGER NOT NULL) WITHOUT ROWID, STRICT;
  CREATE TABLE IF NOT EXISTS leases (projection TEXT PRIMARY KEY, owner TEXT NOT NULL, until INTEGER NOT NULL) WITHOUT ROWID, STRICT;`;

const COLUMNS = 'generation, version, signature, state, createdAt';

/** Opens or creates the catalogue; throws what SQLite throws, also where the file is damaged. */
export function openCatalogue(file: string): Catalogue {
  const database = openDatabase(file);
  try {
    database.durability('live');
    const check = database.statement<{ quick_check: string }>('PRAGMA quick_check').all();
    if (check[0]?.quick_check !== 'ok') throw Object.assign(new Error('quick_check failed'), { code: 'SQLITE_CORRUPT' });
    database.transaction(() => database.exec(TABLES));
    database.exec('PRAGMA synchronous = FULL');
    return catalogueOn(database);
  } catch (error) {
    database.close();
    throw error;
  }
}

function catalogueOn(database: Database): Catalogue {
  const run = (sql: string, ...values: readonly unknown[]): void => void database.statement(sql).run(...values);
  const setState = (projection: string, generation: number, state: string): void =>
    run('UPDATE generations SET state = ? WHERE projection = ? AND generation = ?', state, projection, generation);
  const forget = (projection: string, generation: number): void =>
    run('DELETE FROM generations WHERE projection = ? AND generation = ?', projection, generation);
  const rows = (projection: string): readonly GenerationRow[] =>
    database
      .statement<GenerationRow>(
        `SELECT ${COLUMNS} FROM generations WHERE projection = ? AND state <> 'creating' ORDER BY generation`,
      )
      .all(projection);

  return {
    rows,
    row: (projection, generation) =>
      database
        .statement<GenerationRow>(
          `SELECT ${COLUMNS} FROM generations WHERE projection = ? AND generation = ? AND state <> 'creating'`,
        )
        .get(projection, generation) ?? null,
    active: (projection) =>
      database
        .statement<{ generation: number }>(`SELECT generation FROM generations WHERE projection = ? AND state = 'active'`)
        .get(projection)?.generation ?? null,
    reserve: (projection, { version, signature }, now) =>
      database.transaction(() => {
        const stale = new Date(now - LONGEST_CREATION_MS).toISOString();
        run(`DELETE FROM generations WHERE projection = ? AND state = 'creating' AND createdAt < ?`, projection, stale);
        run('INSERT INTO numbers VALUES (?, 1) ON CONFLICT DO UPDATE SET last = last + 1', projection);
        const next =
          database.statement<{ last: number }>('SELECT last FROM numbers WHERE projection = ?').get(projection)?.last ?? 1;
        const row = [next, version, signature, 'creating', new Date(now).toISOString()];
        run(`INSERT INTO generations (projection, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)`, projection, ...row);
        return next;
      }),
    created: (projection, generation) => setState(projection, generation, 'building'),
    activate: (projection, generation) =>
      database.transaction(() => {
        const all = rows(projection);
        const wanted = all.find((row) => row.generation === generation);
        if (!wanted) return null;
        if (wanted.state === 'active') return [];
        const older = all.filter((row) => row.state === 'previous' && row !== wanted).map((row) => row.generation);
        for (const each of older) forget(projection, each);
        setState(projection, generation, 'building');
        for (const row of all) if (row.state === 'active') setState(projection, row.generation, 'previous');
        setState(projection, generation, 'active');
        return older;
      }),
    forget,
    lease: (projection, owner, now, until) =>
      database.transaction(() => {
        const held = database
          .statement<{ owner: string; until: number }>('SELECT owner, until FROM leases WHERE projection = ?')
          .get(projection);
        if (held && held.owner !== owner && held.until > now) return false;
        run(
          'INSERT INTO leases VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET owner = excluded.owner, until = excluded.until',
          projection,
          owner,
          until,
        );
        return true;
      }),
    endLease: (projection, owner) => run('DELETE FROM leases WHERE projection = ? AND owner = ?', projection, owner),
    all: () =>
      database.statement<{ projection: string; generation: number }>('SELECT projection, generation FROM generations').all(),
    close: () => database.close(),
  };
}
