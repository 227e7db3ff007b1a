import type { CollectionSpec, Document } from '../read-store/port.ts';

/** Finds changed documents by one `keyword` or `keywords` field, for changes that no store has seen yet. */
export class ChangedIndex {
  readonly #spec: CollectionSpec;
  readonly #field: string;
  readonly #valuesByKey = new Map<string, readonly string[]>();
  readonly #keysByValue = new Map<string, Set<string>>();
  readonly #stale = new Set<string>();

  constructor(spec: CollectionSpec, field: string, changed: Iterable<string>) {
    const kind = spec.fields[field];
    if (kind !== 'keyword' && kind !== 'keywords') throw new TypeError(`${spec.name}.${field} is not a keyword field`);
    this.#spec = spec;
    this.#field = field;
    this.#stale = new Set(changed);
  }

  /** The document of this key changed. */
  touch(key: string): void {
    this.#stale.add(key);
  }

  /** Keys of changed documents that hold the value now. */
  keys(value: string, current: (key: string) => Document | null | undefined): ReadonlySet<string> {
    for (const key of this.#stale) this.#reindex(key, current(key) ?? null);
    this.#stale.clear();
    return this.#keysByValue.get(value) ?? new Set();
  }

  #reindex(key: string, document: Document | null): void {
    for (const value of this.#valuesByKey.get(key) ?? []) this.#keysByValue.get(value)?.delete(key);
    const indexed = document ? this.#spec.indexed(document)[this.#field] : null;
    const values = (Array.isArray(indexed) ? indexed : [indexed]).filter((value) => typeof value === 'string');
    this.#valuesByKey.set(key, values);
    for (const value of values) {
      const keys = this.#keysByValue.get(value) ?? new Set();
      this.#keysByValue.set(value, keys.add(key));
    }
  }
}
