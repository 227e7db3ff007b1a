import { checkFacet, checkQuery, checkSort, type CheckedCondition, type Fields } from '../checked-query.ts';
import { compareCodePoints, compareValues } from '../code-points.ts';
import type { FieldValues } from '../field-values.ts';
import type { Document, FindQuery, Found, Place } from '../port.ts';
import { matchesWords, relevance } from './relevance.ts';

/** A document and what it is found by. */
export interface Entry {
  readonly key: string;
  readonly document: Document;
  readonly values: FieldValues;
}

type Filter = Pick<FindQuery, 'where' | 'text'>;

/** The entries a filter lets through. */
export function filterEntries(fields: Fields, entries: readonly Entry[], filter: Filter | undefined): Entry[] {
  const { conditions, words } = checkQuery(fields, filter);
  return entries.filter(
    ({ values }) =>
      conditions.every((condition) => holds(condition, values)) &&
      (words.length === 0 || matchesWords(values.words ?? [], words)),
  );
}

/** One page of the sorted list of the entries that the query finds. */
export function findEntries<D extends Document>(fields: Fields, entries: readonly Entry[], query: FindQuery): Found<D>[] {
  const { by, descending } = checkSort(fields, query.sort);
  const scores = by === '$relevance' ? scoresOf(entries, checkQuery(fields, query).words) : null;
  const valueOf = ({ key, values }: Entry): Place['value'] =>
    by === '$key' ? key : scores ? (scores.get(key) ?? 0) : (values.single[by] ?? null);
  const { after } = query;
  return filterEntries(fields, entries, query)
    .map((entry) => ({ key: entry.key, document: entry.document as D, place: { value: valueOf(entry), key: entry.key } }))
    .filter(({ place }) => !after || comparePlaces(place, after, descending) > 0)
    .sort((a, b) => comparePlaces(a.place, b.place, descending))
    .slice(0, Math.max(0, query.limit));
}

/** Values of a field with the number of entries that have them, most frequent first, then by value. */
export function countValues(
  fields: Fields,
  entries: readonly Entry[],
  field: string,
  filter: Filter | undefined,
): { readonly value: string; readonly count: number }[] {
  const several = checkFacet(fields, field) === 'keywords';
  const counts = new Map<string, number>();
  for (const { values } of filterEntries(fields, entries, filter)) {
    const found = several ? (values.several[field] ?? []) : [values.single[field] ?? null];
    for (const value of found) if (value !== null) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value));
}

function comparePlaces(a: Place, b: Place, descending: boolean): number {
  const byKey = compareCodePoints(a.key, b.key);
  if (a.value === null || b.value === null) return a.value === b.value ? byKey : a.value === null ? 1 : -1;
  const byValue = compareValues(a.value, b.value);
  return (descending ? -byValue : byValue) || byKey;
}

function holds(condition: CheckedCondition, { single, several }: FieldValues): boolean {
  const value = single[condition.field] ?? null;
  const values = several[condition.field] ?? (value === null ? [] : [value]);
  if (condition.kind === 'all') return condition.values.every((wanted) => values.includes(wanted));
  if (condition.kind === 'any') return condition.values.some((wanted) => values.includes(wanted as never));
  return typeof value === 'number' && value >= (condition.from ?? value) && value <= (condition.to ?? value);
}

function scoresOf(entries: readonly Entry[], words: readonly string[]): Map<string, number> {
  const scores = relevance(
    entries.map(({ values }) => values.words ?? []),
    words,
  );
  return new Map(entries.map(({ key }, index) => [key, scores[index] ?? 0]));
}
