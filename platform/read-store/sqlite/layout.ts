import type { Fields } from '../checked-query.ts';
import type { CollectionShape } from '../shape.ts';

/**
 * Tables of one collection. Names of the spec never reach SQL: `c0` holds the documents of the first collection
 * with a column for each field, `k0` its several keywords, `w0` the index of its words.
 */
export interface CollectionLayout {
  readonly shape: CollectionShape;
  readonly fields: Fields;
  readonly table: string;
  readonly keywordsTable: string | null;
  readonly wordsTable: string | null;
  /** Columns of the `keyword` and `number` fields. */
  readonly columns: ReadonlyMap<string, string>;
}

export function layoutOf(shape: readonly CollectionShape[]): ReadonlyMap<string, CollectionLayout> {
  return new Map(shape.map((collection, index) => [collection.name, collectionLayout(collection, index)]));
}

function collectionLayout(shape: CollectionShape, index: number): CollectionLayout {
  const kinds = Object.values(shape.fields);
  const singles = Object.keys(shape.fields).filter((field) => isSingle(shape.fields, field));
  return {
    shape,
    fields: shape.fields,
    table: `c${index}`,
    keywordsTable: kinds.includes('keywords') ? `k${index}` : null,
    wordsTable: kinds.includes('text') ? `w${index}` : null,
    columns: new Map(singles.map((field, column) => [field, `f${column}`])),
  };
}

function isSingle(fields: Fields, field: string): boolean {
  return fields[field] === 'keyword' || fields[field] === 'number';
}

/** Tables of a generation, without what can be made from the documents later ({@link derivedSql}). */
export function tablesSql(layouts: Iterable<CollectionLayout>): string[] {
  const common = [
    `CREATE TABLE generation (id INTEGER PRIMARY KEY CHECK (id = 1), shape TEXT NOT NULL, owner TEXT,
       checkpoint TEXT, dropped INTEGER NOT NULL DEFAULT 0, derived INTEGER NOT NULL DEFAULT 0) STRICT`,
    'CREATE TABLE revisions (stream TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID, STRICT',
    'CREATE TABLE parked (stream TEXT PRIMARY KEY, entry TEXT NOT NULL) WITHOUT ROWID, STRICT',
  ];
  return [...common, ...[...layouts].map(documentsSql)];
}

/** `words` and `keywords` stand beside the document, so that a put can see whether the indexes of them must change. */
function documentsSql({ table, fields, columns, keywordsTable, wordsTable }: CollectionLayout): string {
  const typed = [...columns].map(([field, column]) => `${column} ${fields[field] === 'number' ? 'REAL' : 'TEXT'}`);
  const kept = [...(keywordsTable ? ['keywords TEXT'] : []), ...(wordsTable ? ['words TEXT'] : [])];
  const all = ['id INTEGER PRIMARY KEY', 'key TEXT NOT NULL UNIQUE', 'document TEXT NOT NULL', ...typed, ...kept];
  return `CREATE TABLE ${table} (${all.join(', ')}) STRICT`;
}

/** The indexes of a collection, filled from its documents. */
export function derivedSql(layout: CollectionLayout): string[] {
  const { table, keywordsTable, wordsTable } = layout;
  const sql = indexColumns(layout).map(
    (columns, index) => `CREATE INDEX ${table}_${index} ON ${table} (${[...columns, 'key'].join(', ')})`,
  );
  if (keywordsTable) {
    sql.push(
      `CREATE TABLE ${keywordsTable} (field TEXT, value TEXT, id INTEGER, PRIMARY KEY (field, value, id)) WITHOUT ROWID, STRICT`,
      `INSERT INTO ${keywordsTable} SELECT f.key, v.value, d.id
         FROM ${table} d, json_each(d.keywords) f, json_each(f.value) v`,
    );
  }
  if (wordsTable) {
    // Words come normalised and split; the tokenizer that knows ASCII alone parts them at the blanks and nowhere else.
    sql.push(
      `CREATE VIRTUAL TABLE ${wordsTable} USING fts5(words, content='', contentless_delete=1, tokenize='ascii')`,
      `INSERT INTO ${wordsTable} (rowid, words) SELECT id, words FROM ${table} WHERE words <> ''`,
    );
  }
  return sql;
}

/** One index for each declared order, and one for each field that leads none of them. */
function indexColumns({ shape, columns }: CollectionLayout): string[][] {
  const orders = (shape.orders ?? []).map(({ where, by }) => [...new Set([...where, by])]);
  const leading = new Set(orders.map(([first]) => first));
  const alone = [...columns.keys()].filter((field) => !leading.has(field)).map((field) => [field]);
  const unique = new Map([...orders, ...alone].map((fields) => [fields.join('\0'), fields]));
  return [...unique.values()].map((fields) => fields.map((field) => columns.get(field) ?? field));
}
