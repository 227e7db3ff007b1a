/**
 * Values by key. What `get` and `change` answer is the kept value itself: it may be changed only after `change`,
 * and at once, before the table is used again many times.
 */
export interface Table<T> {
  get(key: string): T | undefined;
  /** The value to be changed; made by `fresh` where there is none. */
  change(key: string, fresh: () => T): T;
  set(key: string, value: T): void;
  /** By key. */
  entries(): Iterable<readonly [key: string, value: T]>;
}

/** Where a check keeps what it must remember of a log that may be larger than memory. */
export interface Scratch {
  /** A new, empty table. Its values must be such as `structuredClone` copies. */
  table<T>(): Table<T>;
  close(): void;
}

/** Everything in memory: for logs of tests. */
export function memoryScratch(): Scratch {
  return { table: <T>() => new MemoryTable<T>(), close: () => {} };
}

class MemoryTable<T> implements Table<T> {
  readonly #values = new Map<string, T>();

  get(key: string): T | undefined {
    return this.#values.get(key);
  }

  change(key: string, fresh: () => T): T {
    let value = this.#values.get(key);
    if (value === undefined) this.#values.set(key, (value = fresh()));
    return value;
  }

  set(key: string, value: T): void {
    this.#values.set(key, value);
  }

  entries(): Iterable<readonly [string, T]> {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
