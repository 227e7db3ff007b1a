import { END, END_OF_LIST, encodePlace, encodeValue } from './encoding.ts';
import { fieldValues } from '../field-values.ts';
import type { CollectionSpec, Document } from '../port.ts';
import type { CollectionLayout } from './layout.ts';

/** What is stored beside a document: what it is found by, and its words, each in the form that scripts read. */
export interface StoredRecord {
  /** `;`, each single value, then each list: encoded, so that a script takes them apart without reading them. */
  readonly record: string;
  /** Length in words, then each word once with how often it occurs: `3 blue:2 cup:1 `; nothing without words. */
  readonly text: string;
}

/** Throws where `indexed` gives a value that does not fit its field's kind. */
export function recordOf(layout: CollectionLayout, spec: CollectionSpec, document: Document): StoredRecord {
  const { single, several, words } = fieldValues(spec, document);
  const singles = layout.single.map(({ name }) => `${encodePlace(single[name] ?? null)}${END}`);
  const lists = layout.several.map(({ name }) => `${listOf(several[name] ?? [])}${END_OF_LIST}`);
  return { record: `;${singles.join('')}${lists.join('')}`, text: textOf(words ?? []) };
}

function listOf(values: readonly string[]): string {
  return [...new Set(values.map(encodeValue))].join('');
}

function textOf(words: readonly string[]): string {
  if (words.length === 0) return '';
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return `${words.length} ${[...counts].map(([word, count]) => `${word}:${count} `).join('')}`;
}
