import { fieldValues } from '../field-values.ts';
import type { CollectionSpec, Document } from '../port.ts';
import type { CollectionLayout } from './layout.ts';

/** What is stored beside a document: what it is found by, and its words, each in the form that scripts read. */
export interface StoredRecord {
  /** `[single values, lists]` as JSON. */
  readonly record: string;
  /** Length in words, then each word once with how often it occurs: `3 blue:2 cup:1 `; nothing without words. */
  readonly text: string;
}

/** Throws where `indexed` gives a value that does not fit its field's kind. */
export function recordOf(layout: CollectionLayout, spec: CollectionSpec, document: Document): StoredRecord {
  const { single, several, words } = fieldValues(spec, document);
  const singles = layout.single.map(({ name }) => wellFormed(single[name] ?? null));
  const lists = layout.several.map(({ name }) => [...new Set((several[name] ?? []).map((value) => value.toWellFormed()))]);
  return { record: JSON.stringify([singles, lists]), text: textOf(words ?? []) };
}

/** Half of a surrogate pair is no character: engines that keep UTF-8 cannot hold it. */
function wellFormed(value: string | number | null): string | number | null {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

function textOf(words: readonly string[]): string {
  if (words.length === 0) return '';
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return `${words.length} ${[...counts].map(([word, count]) => `${word}:${count} `).join('')}`;
}
