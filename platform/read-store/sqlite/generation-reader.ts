import { UnknownFieldError } from '../checked-query.ts';
import {
  ReadStoreUnavailableError,
  type Document,
  type FindQuery,
  type Found,
  type GenerationReader,
  type ParkedStream,
} from '../port.ts';
import { parseStored } from './errors.ts';
import type { GenerationFile } from './generation-file.ts';
import type { CollectionLayout } from './layout.ts';
import { countSql, facetSql, findSql, type Sql } from './select.ts';

const SCAN_PAGE = 500;

interface Row {
  readonly key: string;
  readonly document: string;
  readonly value: string | number | null;
}

/** Reads one generation. `fits` says whether it was built for the spec of this build; where not, what it lacks is being rebuilt. */
export function generationReader(file: GenerationFile, generation: number, fits: boolean): GenerationReader {
  const { database, guard } = file;

  const layoutOf = (collection: string): CollectionLayout => {
    const layout = file.layouts.get(collection);
    if (!layout) throw new UnknownFieldError(`${file.name} has no collection ${collection}`);
    return layout;
  };
  const reading = async <T>(work: () => T): Promise<T> => {
    try {
      return guard(work);
    } catch (error) {
      if (fits || !(error instanceof UnknownFieldError)) throw error;
      throw new ReadStoreUnavailableError(`${file.name} is of another version and being rebuilt: ${error.message}`, {
        cause: error,
      });
    }
  };
  const select = <R>({ text, values }: Sql, ...more: readonly unknown[]): R[] => {
    file.derive();
    return database.statement<R>(text).all(...values, ...more);
  };
  const documentSql = new Map(
    [...file.layouts].map(([name, { table }]) => [name, `SELECT document FROM ${table} WHERE key = ?`]),
  );
  const textOf = (collection: string, key: string): string | undefined =>
    database
      .statement<string>(documentSql.get(collection) ?? layoutOf(collection).table)
      .pluck()
      .get(key);
  const revisionOf = (stream: string): number =>
    database.statement<{ revision: number }>('SELECT revision FROM revisions WHERE stream = ?').get(stream)?.revision ?? -1;

  return {
    generation,
    get: <D extends Document>(collection: string, key: string) =>
      reading(() => {
        const text = textOf(collection, key);
        return text === undefined ? null : parseStored<D>(text);
      }),
    getMany: <D extends Document>(collection: string, keys: readonly string[]) =>
      reading(() => {
        const found = new Map<string, D>();
        for (const key of keys) {
          const text = textOf(collection, key);
          if (text !== undefined) found.set(key, parseStored<D>(text));
        }
        return found;
      }),
    find: <D extends Document>(collection: string, query: FindQuery) =>
      reading(() => {
        const rows: Row[] = [];
        for (const sql of findSql(layoutOf(collection), query)) {
          const missing = Math.max(0, query.limit) - rows.length;
          if (missing > 0) rows.push(...select<Row>(sql, missing));
        }
        return rows.map(({ key, document, value }): Found<D> => ({
          key,
          document: parseStored<D>(document),
          place: { value, key },
        }));
      }),
    count: (collection, query) => reading(() => select<{ count: number }>(countSql(layoutOf(collection), query))[0]?.count ?? 0),
    facet: (collection, field, query) =>
      reading(() => select<{ value: string; count: number }>(facetSql(layoutOf(collection), field, query))),
    async *scan(collection) {
      const page = (after: string | null) =>
        reading(() => {
          const { table } = layoutOf(collection);
          const behind = after === null ? 'true' : 'key > ?';
          const statement = database.statement<Row>(
            `SELECT key, document FROM ${table} WHERE ${behind} ORDER BY key LIMIT ${SCAN_PAGE}`,
          );
          return after === null ? statement.all() : statement.all(after);
        });
      for (let rows = await page(null); rows.length > 0; rows = await page(rows.at(-1)?.key ?? null)) {
        for (const { key, document } of rows) yield { key, document: await reading(() => parseStored<Document>(document)) };
      }
    },
    revision: (stream) => reading(() => revisionOf(stream)),
    revisions: (streams) => reading(() => new Map(streams.map((stream) => [stream, revisionOf(stream)]))),
    parked: () =>
      reading(() =>
        database
          .statement<{ entry: string }>('SELECT entry FROM parked ORDER BY stream')
          .all()
          .map(({ entry }) => parseStored<ParkedStream>(entry)),
      ),
    checkpoint: () => reading(() => file.state().checkpoint),
  };
}
