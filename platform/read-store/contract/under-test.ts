import { afterEach, beforeEach } from 'node:test';
import type { Commit, Document, GenerationWriter, ProjectionSpec, ReadStore, Write } from '../port.ts';

/** A read store under test. */
export interface ReadStoreUnderTest {
  readonly store: ReadStore;
  /** The same data seen by another process. */
  another(): Promise<ReadStore>;
  /** Moves the store's clock on, so that leases end. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export type OpenReadStore = () => Promise<ReadStoreUnderTest>;

export interface Article extends Document {
  readonly name?: string | null;
  readonly category?: string | null;
  readonly price?: number | null;
  readonly tags?: readonly string[];
  readonly description?: string;
}

/** Articles with every kind of field, and a second collection without any. */
export const articles: ProjectionSpec = {
  name: 'articles',
  version: 1,
  collections: [
    {
      name: 'article',
      fields: { name: 'keyword', category: 'keyword', price: 'number', tags: 'keywords', description: 'text', title: 'text' },
      indexed: (document) => {
        const { name, category, price, tags, description } = document as Article;
        return { name, category, price, tags, description, title: name };
      },
      orders: [
        { where: [], by: 'price' },
        { where: ['category'], by: 'price' },
        { where: [], by: 'name' },
      ],
    },
    { name: 'note', fields: {}, indexed: () => ({}) },
  ],
};

/** Opens a store before each test and closes it afterwards. */
export function eachWith(open: OpenReadStore): { readonly current: ReadStoreUnderTest } {
  let under: ReadStoreUnderTest | null = null;
  beforeEach(async () => {
    under = await open();
  });
  afterEach(() => under?.close());
  return {
    get current() {
      if (!under) throw new Error('no store is open');
      return under;
    },
  };
}

/** A claimed new generation; with documents, they are in it. */
export async function generationWith(
  store: ReadStore,
  documents: Readonly<Record<string, Article>> = {},
  spec = articles,
): Promise<GenerationWriter> {
  const generation = await store.projection(spec).create();
  await generation.claim('owner');
  if (Object.keys(documents).length > 0)
    await generation.commit(commitOf(Object.entries(documents).map(([key, each]) => put(key, each))));
  return generation;
}

export function put(key: string, document: Document, collection = 'article'): Write {
  return { kind: 'put', collection, key, document };
}

export function remove(key: string, collection = 'article'): Write {
  return { kind: 'delete', collection, key };
}

export function commitOf(writes: readonly Write[], more: Partial<Commit> = {}): Commit {
  return { owner: 'owner', checkpoint: '0', writes, revisions: new Map(), ...more };
}

/** The keys a query finds, in order. */
export async function keysOf(
  reader: GenerationWriter,
  query: Partial<Parameters<GenerationWriter['find']>[1]>,
): Promise<string[]> {
  return (await reader.find('article', { limit: 100, ...query })).map((found) => found.key);
}
