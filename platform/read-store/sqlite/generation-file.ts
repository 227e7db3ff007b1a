import type { CollectionShape } from '../shape.ts';
import { FencedError, ReadStoreUnavailableError } from '../port.ts';
import { openDatabase, type Database } from './database.ts';
import { DamagedFileError, parseStored, translated } from './errors.ts';
import { derivedSql, layoutOf, tablesSql, type CollectionLayout } from './layout.ts';

/** The one row that says what a generation is and who writes it. */
export interface GenerationState {
  readonly shape: string;
  readonly owner: string | null;
  readonly checkpoint: string | null;
  readonly dropped: number;
  readonly derived: number;
}

/** An open generation. */
export interface GenerationFile {
  readonly name: string;
  readonly database: Database;
  readonly layouts: ReadonlyMap<string, CollectionLayout>;
  /** Runs a piece of work on the file; errors come out in the port's terms. */
  guard<T>(work: () => T): T;
  state(): GenerationState;
  /** The indexes exist from now on; while a generation is built in bulk they do not. */
  derive(): void;
  /** After this every use throws {@link FencedError}. */
  close(): void;
}

/** Lays out a new generation's file. */
export function createGenerationFile(path: string, shape: readonly CollectionShape[]): void {
  const database = openDatabase(path);
  try {
    database.transaction(() => {
      for (const sql of tablesSql(layoutOf(shape).values())) database.exec(sql);
      database.statement('INSERT INTO generation (id, shape) VALUES (1, ?)').run(JSON.stringify(shape));
    });
  } finally {
    database.close();
  }
}

/**
 * Opens a generation's file. `onDamage` is called once when the file proves damaged, here or later; whoever
 * asked gets {@link ReadStoreUnavailableError}.
 */
export function openGenerationFile(path: string, name: string, onDamage: (cause: Error) => void): GenerationFile {
  let closed = false;
  const guard = <T>(work: () => T): T => {
    if (closed) throw new FencedError(`${name} was dropped`);
    try {
      return work();
    } catch (error) {
      const known = translated(error);
      if (!(known instanceof DamagedFileError)) throw known;
      onDamage(known);
      throw new ReadStoreUnavailableError(`${name} is damaged and will be rebuilt`, { cause: error });
    }
  };

  return guard(() => {
    const database = openDatabase(path, { mustExist: true });
    try {
      const state = (): GenerationState => {
        const row = database.statement<GenerationState>('SELECT * FROM generation').get();
        if (!row) throw new DamagedFileError('the file says nothing about itself');
        return row;
      };
      const layouts = layoutOf(parseStored<CollectionShape[]>(state().shape));
      let derived = state().derived === 1;
      return {
        ...{ name, database, layouts, guard, state },
        derive() {
          if (derived) return;
          database.transaction(() => {
            if (state().derived === 0) addIndexes(database, layouts.values());
          });
          derived = true;
        },
        close() {
          if (!closed) database.close();
          closed = true;
        },
      };
    } catch (error) {
      database.close();
      throw error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR'
        ? new DamagedFileError('the file holds no generation', { cause: error })
        : error;
    }
  });
}

function addIndexes(database: Database, layouts: Iterable<CollectionLayout>): void {
  for (const layout of layouts) for (const sql of derivedSql(layout)) database.exec(sql);
  database.exec('UPDATE generation SET derived = 1');
}
