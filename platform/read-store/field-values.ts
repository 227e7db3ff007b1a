import type { CollectionSpec, Document, FieldKind } from './port.ts';
import { wordsOf } from './words.ts';

/** What a document is found by, checked and brought to one form. */
export interface FieldValues {
  /** Values of the `keyword` and `number` fields. */
  readonly single: Readonly<Record<string, string | number | null>>;
  /** Values of the `keywords` fields, each once. */
  readonly several: Readonly<Record<string, readonly string[]>>;
  /** The words of all `text` fields, in order; null where the collection has no such field. */
  readonly words: readonly string[] | null;
}

/** The values a document is found by. Throws where `indexed` gives a value that does not fit its field's kind. */
export function fieldValues(spec: CollectionSpec, document: Document): FieldValues {
  const given = spec.indexed(document);
  const single: Record<string, string | number | null> = {};
  const several: Record<string, readonly string[]> = {};
  let words: string[] | null = null;
  for (const [field, kind] of fieldsOf(spec)) {
    const value = given[field] ?? null;
    if (value !== null && !fits(kind, value)) {
      throw new TypeError(`${spec.name}.${field} is a ${kind} field and cannot hold ${JSON.stringify(value)}`);
    }
    if (kind === 'keywords') several[field] = [...new Set(value as readonly string[] | null)];
    else if (kind === 'text') words = [...(words ?? []), ...textWords(value)];
    else single[field] = value as string | number | null;
  }
  return { single, several, words };
}

const fieldLists = new WeakMap<CollectionSpec['fields'], readonly [string, FieldKind][]>();

/** The fields as a list, made once: this runs for every document written. */
function fieldsOf({ fields }: CollectionSpec): readonly [string, FieldKind][] {
  const known = fieldLists.get(fields) ?? Object.entries(fields);
  fieldLists.set(fields, known);
  return known;
}

function fits(kind: FieldKind, value: string | number | readonly string[]): boolean {
  if (kind === 'number') return typeof value === 'number' && Number.isFinite(value);
  if (kind === 'keyword') return typeof value === 'string';
  const strings = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return kind === 'keywords' ? strings : strings || typeof value === 'string';
}

function textWords(value: unknown): string[] {
  const texts = Array.isArray(value) ? (value as readonly string[]) : [(value ?? '') as string];
  return texts.flatMap(wordsOf);
}
