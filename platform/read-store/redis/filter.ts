import { checkQuery, type CheckedCondition } from '../checked-query.ts';
import type { FindQuery } from '../port.ts';
import { encodeKeyword, encodePlace } from './encoding.ts';
import { part } from './keys.ts';
import type { CollectionLayout, FieldLayout } from './layout.ts';
import type { Driver, RecordCondition } from './walk.ts';

/** One source of candidates; what it found before is left out by its own conditions. */
export interface Segment {
  readonly driver: Driver;
  readonly where: readonly RecordCondition[];
  readonly without: readonly string[];
}

/** One thing a query asks of documents, in the ways in which it can be answered. */
export interface Part {
  readonly field: FieldLayout | null;
  readonly condition: CheckedCondition | null;
  /** All of these sets hold the document. */
  readonly sets: readonly string[];
  /** Or, what its record must say. */
  readonly where: readonly RecordCondition[];
  /** Any of these sets holds the document: the values of one field. */
  readonly union: readonly string[];
}

/** A filter taken apart. */
export interface Filter {
  readonly parts: readonly Part[];
  /** The last word of the text, as a beginning. */
  readonly prefix: string | null;
  readonly words: readonly string[];
  /** Nothing can fit. */
  readonly never: boolean;
}

/** Takes a filter apart. Throws `UnknownFieldError`. */
export function filterOf(layout: CollectionLayout, query: Pick<FindQuery, 'where' | 'text'> = {}): Filter {
  const { conditions, words } = checkQuery(layout.fields, query);
  const parts = conditions.map((condition) => partOf(layout, condition));
  const exact = words.slice(0, -1).map((word) => part.word(word));
  if (exact.length > 0) parts.push({ field: null, condition: null, sets: exact, where: [], union: [] });
  const never = conditions.some((condition) => condition.kind === 'any' && condition.values.length === 0);
  return { parts, words, prefix: words.at(-1) ?? null, never };
}

function partOf(layout: CollectionLayout, condition: CheckedCondition): Part {
  const field = layout.byName.get(condition.field);
  if (!field) throw new TypeError(`${layout.name} has no field ${condition.field}`);
  const common = { field, condition, sets: [], where: [], union: [] };
  if (condition.kind === 'range') {
    const [from, to] = [condition.from, condition.to].map((bound) => (bound === null ? null : encodePlace(bound)));
    return { ...common, where: [{ of: 'range', list: 1, at: field.at + 1, from: from ?? null, to: to ?? null }] };
  }
  const values = [...new Set(condition.values.map(encodeKeyword))];
  const sets = field.kind === 'number' ? [] : values.map((value) => part.value(field.index, value));
  if (condition.kind === 'all' || sets.length === 1) return { ...common, sets };
  return { ...common, where: [recordCondition('any', field, values)], union: sets };
}

/** The record holds any, or none, of these encoded values. */
export function recordCondition(of: 'any' | 'none', field: FieldLayout, values: readonly string[]): RecordCondition {
  if (field.kind === 'keywords') return { of, list: 2, at: field.at + 1, values };
  return { of, list: 1, at: field.at + 1, values: values.map((value) => `1${value}`) };
}

/** The one value that a document's field must have; undefined where several will do. */
export function onlyValue({ condition }: Part): string | number | undefined {
  return condition?.kind === 'any' && condition.values.length === 1 ? condition.values[0] : undefined;
}
