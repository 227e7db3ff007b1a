/**
 * A bounded map that forgets what has not been used for long. It keeps two halves: what is used moves to the
 * young one; when that is full, the old one is forgotten and the young becomes old. Cheaper than an exact
 * order of use, and bounded by `most` entries all the same.
 */
export class RecentMap<V> {
  readonly #half: number;
  #young = new Map<string, V>();
  #old = new Map<string, V>();
  #complete = true;

  constructor(most: number) {
    this.#half = Math.max(1, Math.floor(most / 2));
  }

  /** Nothing was forgotten so far. */
  get complete(): boolean {
    return this.#complete;
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key);
    if (young !== undefined || this.#old.size === 0) return young;
    const old = this.#old.get(key);
    if (old !== undefined) this.set(key, old);
    return old;
  }

  set(key: string, value: V): void {
    if (this.#young.size >= this.#half && !this.#young.has(key)) {
      if (this.#old.size > 0) this.#complete = false;
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, value);
  }
}
