import { UnknownFieldError } from '../checked-query.ts';
import { fieldValues, type FieldValues } from '../field-values.ts';
import type { CollectionSpec, Write } from '../port.ts';
import type { Database } from './database.ts';
import type { CollectionLayout } from './layout.ts';

interface Kept {
  readonly id: number;
  readonly keywords?: string | null;
  readonly words?: string | null;
}

/** Writes documents and, once `derived` ones exist, their indexes. Called within a transaction. */
export function writeDocument(
  database: Database,
  layout: CollectionLayout | undefined,
  spec: CollectionSpec | undefined,
  write: Write,
  derived: boolean,
): void {
  if (!layout || !spec) throw new UnknownFieldError(`there is no collection ${write.collection}`);
  const indexed = derived && (layout.keywordsTable !== null || layout.wordsTable !== null);
  const before = indexed ? keptBefore(database, layout, write.key) : null;
  if (write.kind === 'delete') {
    database.statement(`DELETE FROM ${layout.table} WHERE key = ?`).run(write.key);
    if (before) reindex(database, layout, before, { id: before.id });
    return;
  }
  const values = fieldValues(spec, write.document);
  const kept = keptOf(layout, values);
  const row = [...[...layout.columns.keys()].map((field) => values.single[field]), ...Object.values(kept)];
  const written = database.statement<{ id: number }>(putSql(layout));
  const parameters = [write.key, JSON.stringify(write.document), ...row];
  if (!indexed) return void written.run(...parameters);
  const id = before?.id ?? Number(written.run(...parameters).lastInsertRowid);
  if (before) written.run(...parameters);
  reindex(database, layout, before, { id, ...kept });
}

function keptBefore(database: Database, layout: CollectionLayout, key: string): Kept | null {
  const columns = ['id', ...keptColumns(layout)].join(', ');
  return database.statement<Kept>(`SELECT ${columns} FROM ${layout.table} WHERE key = ?`).get(key) ?? null;
}

function keptColumns({ keywordsTable, wordsTable }: CollectionLayout): string[] {
  return [...(keywordsTable ? ['keywords'] : []), ...(wordsTable ? ['words'] : [])];
}

/** Strings that are equal exactly when the indexes of the collection need no change. */
function keptOf({ keywordsTable, wordsTable }: CollectionLayout, { several, words }: FieldValues): Omit<Kept, 'id'> {
  return {
    ...(keywordsTable ? { keywords: JSON.stringify(several) } : {}),
    ...(wordsTable ? { words: (words ?? []).join(' ') } : {}),
  };
}

const puts = new WeakMap<CollectionLayout, string>();

function putSql(layout: CollectionLayout): string {
  const known = puts.get(layout);
  if (known) return known;
  const columns = ['key', 'document', ...layout.columns.values(), ...keptColumns(layout)];
  const changes = columns.slice(1).map((column) => `${column} = excluded.${column}`);
  const sql = `INSERT INTO ${layout.table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})
    ON CONFLICT (key) DO UPDATE SET ${changes.join(', ')}`;
  puts.set(layout, sql);
  return sql;
}

function reindex(database: Database, { keywordsTable, wordsTable }: CollectionLayout, before: Kept | null, after: Kept): void {
  const { id } = after;
  if (keywordsTable && before?.keywords !== after.keywords) {
    const [old, now] = [pairs(before?.keywords), pairs(after.keywords)];
    const insert = database.statement(`INSERT INTO ${keywordsTable} (field, value, id) VALUES (?, ?, ?)`);
    const remove = database.statement(`DELETE FROM ${keywordsTable} WHERE field = ? AND value = ? AND id = ?`);
    for (const [pair, [field, value]] of old) if (!now.has(pair)) remove.run(field, value, id);
    for (const [pair, [field, value]] of now) if (!old.has(pair)) insert.run(field, value, id);
  }
  if (wordsTable && (before?.words ?? '') !== (after.words ?? '')) {
    if (before?.words) database.statement(`DELETE FROM ${wordsTable} WHERE rowid = ?`).run(id);
    if (after.words) database.statement(`INSERT INTO ${wordsTable} (rowid, words) VALUES (?, ?)`).run(id, after.words);
  }
}

function pairs(keywords: string | null | undefined): Map<string, readonly [string, string]> {
  const several = JSON.parse(keywords ?? '{}') as Record<string, readonly string[]>;
  return new Map(
    Object.entries(several).flatMap(([field, values]) =>
      values.map((value) => [JSON.stringify([field, value]), [field, value]] as const),
    ),
  );
}
