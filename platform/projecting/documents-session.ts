import type { Document, GenerationReader, ProjectionSpec, Write } from '../read-store/port.ts';
import { CollectionSession } from './collection-session.ts';
import type { DocumentKey, Documents, KnownDocuments } from './read-model.ts';

/** Sees what a read model does with documents. */
export interface DocumentObserver {
  read(collection: string, key: string, found: boolean): void;
  listed(collection: string, keys: readonly string[]): void;
  wrote(collection: string, key: string): void;
}

export interface SessionOptions {
  /** Most documents of each collection kept in memory between batches. */
  readonly hotDocuments: number;
  readonly fromEmpty: boolean;
  readonly observer?: DocumentObserver;
}

/** The documents of one generation while its only writer applies batches of events to them. */
export class DocumentsSession implements Documents, KnownDocuments {
  readonly #collections: ReadonlyMap<string, CollectionSession>;
  readonly #observer: DocumentObserver | undefined;
  /** The changes the current event overwrote, to be put back where it fails. */
  #undo: { readonly collection: CollectionSession; readonly key: string; readonly before: Document | null | undefined }[] = [];

  constructor(spec: ProjectionSpec, reader: GenerationReader, options: SessionOptions) {
    this.#collections = new Map(spec.collections.map((each) => [each.name, new CollectionSession(each, reader, options)]));
    this.#observer = options.observer;
  }

  async get<D extends Document>(collection: string, key: string): Promise<D | null> {
    const session = this.#collection(collection);
    let document = session.peek(key);
    if (document === undefined) {
      await session.load([key]);
      document = session.peek(key) ?? null;
    }
    this.#observer?.read(collection, key, document !== null);
    return document as D | null;
  }

  peek<D extends Document>(collection: string, key: string): D | null | undefined {
    return this.#collection(collection).peek(key) as D | null | undefined;
  }

  put(collection: string, key: string, document: Document): void {
    this.#change(collection, key, document);
  }

  delete(collection: string, key: string): void {
    this.#change(collection, key, null);
  }

  async keysWhere(collection: string, field: string, value: string): Promise<readonly string[]> {
    const keys = await this.#collection(collection).keysWhere(field, value);
    this.#observer?.listed(collection, keys);
    return keys;
  }

  /** Fetches documents that will be asked for, in one go per collection. */
  async prefetch(keys: Iterable<DocumentKey>): Promise<void> {
    const byCollection = new Map<string, Set<string>>();
    for (const { collection, key } of keys) {
      const wanted = byCollection.get(collection) ?? new Set();
      byCollection.set(collection, wanted.add(key));
    }
    for (const [collection, wanted] of byCollection) await this.#collection(collection).load([...wanted]);
  }

  /** The event was applied: its changes stay. */
  keep(): void {
    if (this.#undo.length > 0) this.#undo = [];
  }

  /** The event failed: as if it had changed nothing. */
  discard(): void {
    for (const { collection, key, before } of this.#undo.reverse()) collection.setChange(key, before);
    this.#undo = [];
  }

  /** Documents held until the commit. */
  get size(): number {
    return this.#collections.values().reduce((sum, session) => sum + session.size, 0);
  }

  writes(): Write[] {
    return [...this.#collections.values()].flatMap((session) => session.writes());
  }

  /** The store has all changes. */
  committed(): void {
    for (const session of this.#collections.values()) session.committed();
  }

  #change(collection: string, key: string, document: Document | null): void {
    const session = this.#collection(collection);
    this.#undo.push({ collection: session, key, before: session.change(key) });
    session.setChange(key, document);
    this.#observer?.wrote(collection, key);
  }

  #collection(name: string): CollectionSession {
    const found = this.#collections.get(name);
    if (!found) throw new TypeError(`the read model has no collection ${name}`);
    return found;
  }
}
