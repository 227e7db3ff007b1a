/**
 * The key of a projection's catalogue, and what every other key of the projection begins with. The braces make
 * all of them live in one slot of a Redis Cluster, so that one script may touch them all; what stands between
 * the braces holds none itself, and only the first pair counts, so nothing that follows can move a key elsewhere.
 */
export function projectionKey(prefix: string, projection: string): string {
  return `{${encode(prefix)}:${encode(projection)}}`;
}

/** What the keys of one generation begin with. */
export function generationKey(base: string, generation: number): string {
  return `${base}:${generation}`;
}

/** What the keys of one collection begin with; collections are numbered, their names are in no key. */
export function collectionKey(base: string, generation: number, collection: number): string {
  return `${base}:${generation}:${collection}:`;
}

/** The lock behind one lease. */
export function leaseKey(prefix: string, name: string): string {
  return `{${encode(prefix)}:lease:${encode(name)}}`;
}

/**
 * Keys of one collection, below its beginning. Values and words stand last in a key, so they may hold anything.
 * `d` documents by key; `k` keys in order; `r` what a document is found by, by key; `i` keys by number; `t` the
 * words of a document, by key; `o0` … one declared order each; `v0` … the values of a field; `s0:…` the documents that have a value; `l` all words in order; `w:…` the documents with a word.
 */
export const part = {
  documents: 'd',
  keys: 'k',
  records: 'r',
  numbers: 'i',
  texts: 't',
  lexicon: 'l',
  order: (index: number): string => `o${index}`,
  values: (field: number): string => `v${field}`,
  /** The value as it is encoded in records. */
  value: (field: number, encoded: string): string => `s${field}:${encoded}`,
  word: (word: string): string => `w:${word}`,
} as const;

function encode(name: string): string {
  return encodeURIComponent(name.toWellFormed());
}
