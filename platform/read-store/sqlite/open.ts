import { mkdirSync } from 'node:fs';
import type { ProjectionSpec, ReadStore } from '../port.ts';
import { ReadStoreUnavailableError } from '../port.ts';
import { openCatalogue, type Catalogue } from './catalogue.ts';
import { DamagedFileError, translated } from './errors.ts';
import { cataloguePath, databasesIn, generationPath, removeDatabase } from './files.ts';
import { sqliteProjection, type SqliteProjection } from './projection.ts';

export interface SqliteReadStoreOptions {
  /** Made where it is missing; belongs to the read store alone. */
  readonly folder: string;
  /** Where time comes from: creation times and the end of leases. */
  readonly clock?: { now(): number };
  /** Told in one sentence when a file proved damaged and was given up. */
  readonly onDamage?: (sentence: string) => void;
}

/**
 * A read store in SQLite files of one folder, which several processes of one machine may share: a small
 * catalogue, and a file for each generation of each projection, so that a rebuild never waits for a live
 * projection's writes. After a power cut it stands at an earlier commit; a damaged file counts as empty.
 */
export async function openSqliteReadStore(options: SqliteReadStoreOptions): Promise<ReadStore> {
  const { folder, clock = Date, onDamage = () => {} } = options;
  mkdirSync(folder, { recursive: true });
  let catalogue = openOrReset(folder, onDamage);
  const projections = new Map<ProjectionSpec, SqliteProjection>();
  let closed = false;
  removeStrays(folder, catalogue);

  const onCatalogue = <T>(work: (catalogue: Catalogue) => T): T => {
    if (closed) throw new ReadStoreUnavailableError('the read store is closed');
    try {
      return work(catalogue);
    } catch (error) {
      const known = translated(error);
      if (!(known instanceof DamagedFileError)) throw known;
      catalogue.close();
      for (const projection of projections.values()) projection.close();
      catalogue = openOrReset(folder, onDamage);
      throw new ReadStoreUnavailableError('the catalogue of the read store was damaged and is set up anew', { cause: error });
    }
  };

  return {
    projection(spec) {
      const known = projections.get(spec);
      if (known) return known;
      const now = (): number => clock.now();
      const projection = sqliteProjection({ folder, spec, catalogue: onCatalogue, now, onDamage });
      projections.set(spec, projection);
      return projection;
    },
    async close() {
      if (closed) return;
      closed = true;
      for (const projection of projections.values()) projection.close();
      catalogue.close();
    },
  };
}

/** Without a catalogue nothing can be found: the read store is empty then. */
function openOrReset(folder: string, onDamage: (sentence: string) => void): Catalogue {
  try {
    return openCatalogue(cataloguePath(folder));
  } catch (error) {
    const known = translated(error);
    if (!(known instanceof DamagedFileError)) throw known;
    for (const path of databasesIn(folder)) removeDatabase(path);
    onDamage('The catalogue of the read store cannot be read; all read models count as empty and will be rebuilt from the log.');
    return openCatalogue(cataloguePath(folder));
  }
}

/** Files of generations that were dropped while a process still held them, or never finished. */
function removeStrays(folder: string, catalogue: Catalogue): void {
  const known = catalogue.all().map(({ projection, generation }) => generationPath(folder, projection, generation));
  const kept = new Set([cataloguePath(folder), ...known]);
  for (const path of databasesIn(folder)) if (!kept.has(path)) removeDatabase(path);
}
