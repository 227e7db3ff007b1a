import { checkFacet, checkQuery, checkSort, type CheckedCondition } from '../checked-query.ts';
import type { FindQuery, Place } from '../port.ts';
import type { CollectionLayout } from './layout.ts';

/** A piece of SQL and the values of its `?`. */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Filter = Pick<FindQuery, 'where' | 'text'>;

/** What a filter asks, as one boolean expression over the collection's table. */
function filterSql(layout: CollectionLayout, filter: Filter | undefined, withWords = true): Sql {
  const { conditions, words } = checkQuery(layout.fields, filter);
  const parts = conditions.flatMap((condition) => conditionSql(layout, condition));
  if (withWords && words.length > 0)
    parts.push(sql(`id IN (SELECT rowid FROM ${layout.wordsTable} WHERE words MATCH ?)`, matchOf(words)));
  return all(parts);
}

/** How many documents a filter finds. */
export function countSql(layout: CollectionLayout, filter: Filter | undefined): Sql {
  const where = filterSql(layout, filter);
  return sql(`SELECT count(*) AS count FROM ${layout.table} WHERE ${where.text}`, ...where.values);
}

/** Values of a field and how many documents have each, most frequent first, then by value. */
export function facetSql(layout: CollectionLayout, field: string, filter: Filter | undefined): Sql {
  const where = filterSql(layout, filter);
  const rest = 'GROUP BY value ORDER BY count DESC, value';
  if (checkFacet(layout.fields, field) === 'keyword') {
    const column = layout.columns.get(field);
    const select = `SELECT ${column} AS value, count(*) AS count FROM ${layout.table}`;
    return sql(`${select} WHERE ${column} IS NOT NULL AND ${where.text} ${rest}`, ...where.values);
  }
  const among = where.text === 'true' ? 'true' : `id IN (SELECT id FROM ${layout.table} WHERE ${where.text})`;
  const select = `SELECT value, count(*) AS count FROM ${layout.keywordsTable} WHERE field = ? AND ${among}`;
  return sql(`${select} ${rest}`, field, ...where.values);
}

/**
 * The statements whose rows `{key, document, value}`, one after the other, are the sorted list behind the
 * query's place. There are two where documents without a value come last: nulls are a list of their own, so
 * that an index serves either direction.
 */
export function findSql(layout: CollectionLayout, query: FindQuery): Sql[] {
  const { by, descending } = checkSort(layout.fields, query.sort);
  const after = query.after ?? null;
  if (by === '$relevance') return [byRelevanceSql(layout, query, after)];
  const where = filterSql(layout, query);
  if (by === '$key') {
    const behind = after ? sql(`key ${descending ? '<' : '>'} ?`, after.key) : TRUE;
    return [pageSql(layout, 'key', [where, behind], `key ${descending ? 'DESC' : 'ASC'}`)];
  }
  const column = layout.columns.get(by) ?? by;
  const inNulls = after !== null && after.value === null;
  const behindNull = inNulls ? sql('key > ?', after.key) : TRUE;
  const nulls = pageSql(layout, column, [where, sql(`${column} IS NULL`), behindNull], 'key');
  if (inNulls) return [nulls];
  const behind = after ? behindValueSql(column, descending, after) : sql(`${column} IS NOT NULL`);
  return [pageSql(layout, column, [where, behind], `${column} ${descending ? 'DESC' : 'ASC'}, key`), nulls];
}

function pageSql({ table }: CollectionLayout, value: string, where: readonly Sql[], order: string): Sql {
  const filter = all(where);
  return sql(
    `SELECT key, document, ${value} AS value FROM ${table} WHERE ${filter.text} ORDER BY ${order} LIMIT ?`,
    ...filter.values,
  );
}

/** Written so that an index on (column, key) is entered at the place instead of being read up to it. */
function behindValueSql(column: string, descending: boolean, { value, key }: Place): Sql {
  if (!descending) return sql(`(${column}, key) > (?, ?)`, value, key);
  return sql(`${column} <= ? AND (${column} < ? OR key > ?)`, value, value, key);
}

function byRelevanceSql(layout: CollectionLayout, query: FindQuery, after: Place | null): Sql {
  const { table, wordsTable, fields } = layout;
  const { words } = checkQuery(fields, query);
  const where = filterSql(layout, query, false);
  const scored =
    words.length === 0
      ? sql(`SELECT key, document, 0.0 AS value FROM ${table} WHERE ${where.text}`, ...where.values)
      : sql(
          `SELECT key, document, -bm25(${wordsTable}) AS value FROM ${wordsTable} JOIN ${table} ON id = ${wordsTable}.rowid
             WHERE ${wordsTable} MATCH ? AND ${where.text}`,
          ...[matchOf(words), ...where.values],
        );
  const behind = after ? sql('(value < ? OR (value = ? AND key > ?))', after.value, after.value, after.key) : TRUE;
  const text = `SELECT key, document, value FROM (${scored.text}) WHERE ${behind.text} ORDER BY value DESC, key LIMIT ?`;
  return sql(text, ...scored.values, ...behind.values);
}

function conditionSql({ columns, table, keywordsTable }: CollectionLayout, condition: CheckedCondition): Sql[] {
  const column = columns.get(condition.field);
  const { field } = condition;
  if (condition.kind === 'range') {
    const from = condition.from === null ? [] : [sql(`${column} >= ?`, condition.from)];
    const to = condition.to === null ? [] : [sql(`${column} <= ?`, condition.to)];
    return from.length + to.length > 0 ? [...from, ...to] : [sql(`${column} IS NOT NULL`)];
  }
  const [first] = condition.values;
  const within = `${table}.id IN (SELECT id FROM ${keywordsTable} WHERE field = ? AND value`;
  if (condition.kind === 'all') return condition.values.map((value) => sql(`${within} = ?)`, field, value));
  const one = condition.values.length === 1;
  const [test, value] = one ? ['= ?', first] : ['IN (SELECT value FROM json_each(?))', JSON.stringify(condition.values)];
  return [column ? sql(`${column} ${test}`, value) : sql(`${within} ${test})`, field, value)];
}

/** An FTS5 query in which no character of the user's has a meaning: words hold letters and digits alone. */
function matchOf(words: readonly string[]): string {
  return `${words.map((word) => `"${word}"`).join(' ')} *`;
}

const TRUE: Sql = { text: 'true', values: [] };

function sql(text: string, ...values: readonly unknown[]): Sql {
  return { text, values };
}

function all(parts: readonly Sql[]): Sql {
  const real = parts.filter((part) => part.text !== TRUE.text);
  if (real.length === 0) return TRUE;
  return { text: real.map((part) => part.text).join(' AND '), values: real.flatMap((part) => part.values) };
}
