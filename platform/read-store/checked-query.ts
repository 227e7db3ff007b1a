import type { Condition, FieldKind, FindQuery } from './port.ts';
import { wordsOf } from './words.ts';

/** A condition whose field and values fit each other. */
export type CheckedCondition =
  | { readonly kind: 'any'; readonly field: string; readonly of: FieldKind; readonly values: readonly (string | number)[] }
  | { readonly kind: 'all'; readonly field: string; readonly values: readonly string[] }
  | { readonly kind: 'range'; readonly field: string; readonly from: number | null; readonly to: number | null };

export interface CheckedQuery {
  readonly conditions: readonly CheckedCondition[];
  /** Words that must occur, the last as a beginning; none where every document will do. */
  readonly words: readonly string[];
}

export type Fields = Readonly<Record<string, FieldKind>>;

/** A query names a field that the collection does not have, or asks it for what it cannot answer. A mistake in the caller. */
export class UnknownFieldError extends Error {
  override readonly name = 'UnknownFieldError';
}

/** Checks a query against the fields of a collection. Throws {@link UnknownFieldError}. */
export function checkQuery(fields: Fields, query: Pick<FindQuery, 'where' | 'text'> = {}): CheckedQuery {
  const conditions = Object.entries(query.where ?? {}).map(([field, condition]) => check(fields, field, condition));
  if (query.text !== undefined && !Object.values(fields).includes('text')) {
    throw new UnknownFieldError('the collection has no text field');
  }
  return { conditions, words: wordsOf(query.text ?? '') };
}

/** The field lists are sorted by, `$key` or `$relevance`. Throws {@link UnknownFieldError}. */
export function checkSort(fields: Fields, sort: FindQuery['sort']): { readonly by: string; readonly descending: boolean } {
  const by = sort?.by ?? '$key';
  if (by === '$relevance') return { by, descending: true };
  const kind = fields[by];
  if (by !== '$key' && kind !== 'keyword' && kind !== 'number') throw new UnknownFieldError(`lists cannot be sorted by ${by}`);
  return { by, descending: sort?.descending ?? false };
}

/** Facets are counted over `keyword` and `keywords` fields. Throws {@link UnknownFieldError}. */
export function checkFacet(fields: Fields, field: string): 'keyword' | 'keywords' {
  const kind = fields[field];
  if (kind !== 'keyword' && kind !== 'keywords') throw new UnknownFieldError(`${field} has no facets`);
  return kind;
}

function check(fields: Fields, field: string, condition: Condition): CheckedCondition {
  const of = fields[field];
  if (of === undefined || of === 'text') throw new UnknownFieldError(`${field} is not a field to be found by`);
  if ('all' in condition) {
    if (of !== 'keywords') throw new UnknownFieldError(`${field} does not hold several keywords`);
    return { kind: 'all', field, values: condition.all };
  }
  if ('eq' in condition || 'in' in condition) {
    const values = 'eq' in condition ? [condition.eq] : condition.in;
    const type = of === 'number' ? 'number' : 'string';
    if (values.some((value) => typeof value !== type)) throw new UnknownFieldError(`${field} is compared with a ${type}`);
    return { kind: 'any', field, of, values };
  }
  if (of !== 'number') throw new UnknownFieldError(`${field} has no range: it is not a number`);
  return { kind: 'range', field, from: condition.gte ?? null, to: condition.lte ?? null };
}
