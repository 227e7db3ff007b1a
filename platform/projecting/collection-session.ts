import { compareCodePoints } from '../read-store/code-points.ts';
import type { CollectionSpec, Document, GenerationReader, Write } from '../read-store/port.ts';
import { ChangedIndex } from './changed-index.ts';
import { RecentMap } from './recent-map.ts';

const KEYS_PAGE = 1_000;

/** One collection while batches are applied: what changed, what is known, and the store behind both. */
export class CollectionSession {
  readonly #spec: CollectionSpec;
  readonly #reader: GenerationReader;
  /** The generation was empty when this session began, and nobody else writes it. */
  readonly #fromEmpty: boolean;
  readonly #known: RecentMap<Document | null>;
  /** Fetched for this batch; not to be forgotten before it ends. */
  readonly #loaded = new Map<string, Document | null>();
  readonly #changed = new Map<string, Document | null>();
  readonly #indexes = new Map<string, ChangedIndex>();

  constructor(
    spec: CollectionSpec,
    reader: GenerationReader,
    options: { readonly hotDocuments: number; readonly fromEmpty: boolean },
  ) {
    this.#spec = spec;
    this.#reader = reader;
    this.#fromEmpty = options.fromEmpty;
    this.#known = new RecentMap(options.hotDocuments);
  }

  /** What is known of a document without asking the store; undefined where nothing is. */
  peek(key: string): Document | null | undefined {
    const changed = this.#changed.get(key);
    if (changed !== undefined) return changed;
    const loaded = this.#loaded.size > 0 ? this.#loaded.get(key) : undefined;
    if (loaded !== undefined) return loaded;
    const known = this.#known.get(key);
    return known === undefined && this.#fromEmpty && this.#known.complete ? null : known;
  }

  async load(keys: readonly string[]): Promise<void> {
    const unknown = keys.filter((key) => this.peek(key) === undefined);
    if (unknown.length === 0) return;
    const found = await this.#reader.getMany(this.#spec.name, unknown);
    for (const key of unknown) this.#loaded.set(key, found.get(key) ?? null);
  }

  /** The change of this key so far; undefined where there is none. For undoing the next one. */
  change(key: string): Document | null | undefined {
    return this.#changed.get(key);
  }

  setChange(key: string, document: Document | null | undefined): void {
    if (document === undefined) this.#changed.delete(key);
    else this.#changed.set(key, document);
    if (this.#indexes.size > 0) for (const index of this.#indexes.values()) index.touch(key);
  }

  /** Keys whose field holds the value: the store's, less what has changed, and the changed ones that hold it. */
  async keysWhere(field: string, value: string): Promise<string[]> {
    const index = this.#indexes.get(field) ?? new ChangedIndex(this.#spec, field, this.#changed.keys());
    this.#indexes.set(field, index);
    const changed = index.keys(value, (key) => this.#changed.get(key));
    const kept = (await this.#storedKeys(field, value)).filter((key) => !this.#changed.has(key));
    return [...kept, ...changed].sort(compareCodePoints);
  }

  async #storedKeys(field: string, value: string): Promise<string[]> {
    const keys: string[] = [];
    for (;;) {
      const last = keys.at(-1);
      const after = last === undefined ? {} : { after: { value: last, key: last } };
      const page = await this.#reader.find(this.#spec.name, { where: { [field]: { eq: value } }, limit: KEYS_PAGE, ...after });
      for (const { key, document } of page) if (this.peek(key) === undefined) this.#known.set(key, document);
      keys.push(...page.map(({ key }) => key));
      if (page.length < KEYS_PAGE) return keys;
    }
  }

  /** Documents held until the commit. */
  get size(): number {
    return this.#changed.size + this.#loaded.size;
  }

  writes(): Write[] {
    const collection = this.#spec.name;
    return [...this.#changed].map(([key, document]) =>
      document ? { kind: 'put', collection, key, document } : { kind: 'delete', collection, key },
    );
  }

  /** The changes are in the store now. */
  committed(): void {
    for (const [key, document] of this.#loaded) this.#known.set(key, document);
    for (const [key, document] of this.#changed) this.#known.set(key, document);
    this.#loaded.clear();
    this.#changed.clear();
    this.#indexes.clear();
  }
}
