import { eventCatalogue, type EventDefinition, type RecordedEvent } from '@shop/shared-events';
import { compareCodePoints } from '../read-store/code-points.ts';
import type { Document } from '../read-store/port.ts';
import { ChangedIndex } from './changed-index.ts';
import { currentEvents, type OpenPersonalData } from './current-events.ts';
import type { Documents, ReadModel } from './read-model.ts';

export interface FoldOptions {
  readonly model: ReadModel;
  readonly openPersonalData: OpenPersonalData;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
}

/**
 * The plainest way from events to documents: one event after the other on maps in memory, without batches,
 * caches or a store. What it gives is what every other way is measured by.
 */
export class Fold implements Documents {
  readonly #options: FoldOptions;
  readonly #collections = new Map<string, Map<string, Document>>();
  readonly #indexes = new Map<string, ChangedIndex>();
  readonly #failed = new Map<string, number>();
  #changes: { readonly collection: string; readonly key: string; readonly document: Document | null }[] = [];

  constructor(options: FoldOptions) {
    this.#options = options;
    for (const { name } of options.model.collections) this.#collections.set(name, new Map());
  }

  /** Streams with an event that could not be applied, and its revision; what followed it was passed over. */
  get failed(): ReadonlyMap<string, number> {
    return this.#failed;
  }

  /** Applies events, each stream's in order. */
  async apply(events: readonly RecordedEvent[]): Promise<void> {
    const { model, catalogue = eventCatalogue, openPersonalData } = this.#options;
    const waiting = events.filter(({ stream }) => !this.#failed.has(stream));
    const current = await currentEvents(waiting, { catalogue, ...(model.readsPersonalData ? { openPersonalData } : {}) });
    for (const each of current) {
      const { stream, revision } = 'unreadable' in each ? each.event : each;
      if (this.#failed.has(stream)) continue;
      if ('unreadable' in each || !(await this.#succeeds(each))) this.#failed.set(stream, revision);
    }
  }

  /** Every document of a collection, by key. */
  async *scan(collection: string): AsyncGenerator<{ readonly key: string; readonly document: Document }> {
    const entries = [...this.#of(collection)].sort(([a], [b]) => compareCodePoints(a, b));
    for (const [key, document] of entries) yield { key, document };
  }

  async get<D extends Document>(collection: string, key: string): Promise<D | null> {
    const change = this.#changes.findLast((each) => each.key === key && each.collection === collection);
    return ((change ? change.document : this.#of(collection).get(key)) as D | undefined) ?? null;
  }

  put(collection: string, key: string, document: Document): void {
    this.#changes.push({ collection, key, document });
  }

  delete(collection: string, key: string): void {
    this.#changes.push({ collection, key, document: null });
  }

  async keysWhere(collection: string, field: string, value: string): Promise<readonly string[]> {
    const index = this.#index(collection, field);
    for (const change of this.#changes) if (change.collection === collection) index.touch(change.key);
    const changes = new Map(
      this.#changes.filter((each) => each.collection === collection).map((each) => [each.key, each.document]),
    );
    const keys = index.keys(value, (key) => (changes.has(key) ? changes.get(key) : this.#of(collection).get(key)));
    return [...keys].sort(compareCodePoints);
  }

  async #succeeds(event: RecordedEvent): Promise<boolean> {
    this.#changes = [];
    let applied = true;
    try {
      await this.#options.model.apply(event, this);
    } catch {
      // The same failure parked the stream in the generation this fold is compared with; that is compared too.
      applied = false;
    }
    for (const { collection, key, document } of this.#changes) {
      if (applied && document) this.#of(collection).set(key, document);
      else if (applied) this.#of(collection).delete(key);
      for (const [name, index] of this.#indexes) if (name.startsWith(`${collection}\0`)) index.touch(key);
    }
    this.#changes = [];
    return applied;
  }

  #index(collection: string, field: string): ChangedIndex {
    const name = `${collection}\0${field}`;
    const spec = this.#options.model.collections.find((each) => each.name === collection);
    if (!spec) throw new TypeError(`the read model has no collection ${collection}`);
    const index = this.#indexes.get(name) ?? new ChangedIndex(spec, field, this.#of(collection).keys());
    this.#indexes.set(name, index);
    return index;
  }

  #of(collection: string): Map<string, Document> {
    const found = this.#collections.get(collection);
    if (!found) throw new TypeError(`the read model has no collection ${collection}`);
    return found;
  }
}
