/** A JSON document of a read model. */
export type Document = Readonly<Record<string, unknown>>;

/**
 * What a field of a document is looked up by. `keyword`: one exact string; `keywords`: several;
 * `number`: a number (instants as epoch milliseconds); `text`: words to be searched.
 */
export type FieldKind = 'keyword' | 'keywords' | 'number' | 'text';

/** Documents of one kind, and the values by which they are found. */
export interface CollectionSpec<D extends Document = Document> {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldKind>>;
  /** The document's values for `fields`; an absent or null value is not found by that field and sorts last. */
  readonly indexed: (document: D) => Readonly<Record<string, string | number | readonly string[] | null | undefined>>;
  /** Sort orders that lists use, for adapters that build indexes ahead. Equality fields first, then the sorted one. */
  readonly orders?: readonly { readonly where: readonly string[]; readonly by: string }[];
}

/** Everything one projection keeps. A change of `version` means the documents must be rebuilt. */
export interface ProjectionSpec {
  readonly name: string;
  readonly version: number;
  readonly collections: readonly CollectionSpec[];
}

export type Condition =
  | { readonly eq: string | number }
  | { readonly in: readonly (string | number)[] }
  | { readonly gte?: number; readonly lte?: number }
  /** Every one of these `keywords`. */
  | { readonly all: readonly string[] };

/** Strings compare by code point. A field or condition that the collection does not know is a mistake and throws. */
export interface FindQuery {
  readonly where?: Readonly<Record<string, Condition>>;
  /** Words that must all occur in the collection's text fields; the last one may be a beginning of a word. */
  readonly text?: string;
  /**
   * A `number` or `keyword` field; `$relevance` (with `text`), `$key` by default. Ties are broken by key, ascending.
   * `$relevance` always has the best first: its place holds a score, of which more is better.
   */
  readonly sort?: { readonly by: string; readonly descending?: boolean };
  /** The place of the last item already seen. */
  readonly after?: Place;
  readonly limit: number;
}

/** A place in a sorted list. */
export interface Place {
  readonly value: string | number | null;
  readonly key: string;
}

export interface Found<D extends Document = Document> {
  readonly key: string;
  readonly document: D;
  readonly place: Place;
}

export type Write =
  | { readonly kind: 'put'; readonly collection: string; readonly key: string; readonly document: Document }
  | { readonly kind: 'delete'; readonly collection: string; readonly key: string };

/** A stream whose events wait because one of them could not be applied. */
export interface ParkedStream {
  readonly stream: string;
  /** Revision of the event that failed. */
  readonly revision: number;
  readonly error: string;
  readonly attempts: number;
  readonly parkedAt: string;
  /** The stream was given up at this time: its later events are passed over for good. */
  readonly discardedAt?: string;
}

export interface Commit {
  /** Who writes. A commit by anyone but the generation's current owner is refused. */
  readonly owner: string;
  readonly checkpoint: string;
  readonly writes: readonly Write[];
  /** Last revision applied of each stream the batch touched. */
  readonly revisions: ReadonlyMap<string, number>;
  readonly park?: readonly ParkedStream[];
  readonly unpark?: readonly string[];
  /**
   * Commits of a generation that is being built may be made faster at the price of a rebuild after a crash.
   * Activation makes them as safe as any.
   */
  readonly bulk?: boolean;
  /**
   * What this commit and those before it removed must be in no file any more when it resolves. Where that cannot
   * be, {@link ReadStoreUnavailableError} is thrown though the commit was made; the next claim forgets it.
   */
  readonly forget?: boolean;
}

/** Another owner has taken over the generation, or it is gone: stop writing. */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** The read store cannot be reached or is full. */
export class ReadStoreUnavailableError extends Error {
  override readonly name = 'ReadStoreUnavailableError';
}

/** A rollback was asked for, but there is no previous generation. */
export class NoPreviousGenerationError extends Error {
  override readonly name = 'NoPreviousGenerationError';
}

/** Reading one generation of a projection's documents. */
export interface GenerationReader {
  readonly generation: number;
  get<D extends Document>(collection: string, key: string): Promise<D | null>;
  getMany<D extends Document>(collection: string, keys: readonly string[]): Promise<ReadonlyMap<string, D>>;
  find<D extends Document>(collection: string, query: FindQuery): Promise<readonly Found<D>[]>;
  count(collection: string, query?: Pick<FindQuery, 'where' | 'text'>): Promise<number>;
  /** How often each value of a keyword field occurs among the documents found, most frequent first. */
  facet(
    collection: string,
    field: string,
    query?: Pick<FindQuery, 'where' | 'text'>,
  ): Promise<readonly { readonly value: string; readonly count: number }[]>;
  /** Every document by key, read piece by piece and so not as of one moment: for digests and migrations. */
  scan(collection: string): AsyncIterable<{ readonly key: string; readonly document: Document }>;
  /** Last revision applied of a stream; -1 where none was. */
  revision(stream: string): Promise<number>;
  revisions(streams: readonly string[]): Promise<ReadonlyMap<string, number>>;
  parked(): Promise<readonly ParkedStream[]>;
  checkpoint(): Promise<string | null>;
}

/** Writing one generation. */
export interface GenerationWriter extends GenerationReader {
  /**
   * Takes the generation over: from now on only commits by `owner` are accepted.
   * Throws {@link FencedError} where the generation was dropped or is a previous one.
   */
  claim(owner: string): Promise<void>;
  /** Gives the generation up; changes nothing where another has taken it over meanwhile. */
  release(owner: string): Promise<void>;
  /** Who may write; null where nobody has claimed it or its owner gave it up. */
  owner(): Promise<string | null>;
  /** All of it or nothing. Throws {@link FencedError}, {@link ReadStoreUnavailableError}. */
  commit(commit: Commit): Promise<void>;
}

export interface GenerationInfo {
  readonly generation: number;
  readonly version: number;
  readonly state: 'building' | 'active' | 'previous';
  readonly createdAt: string;
  /** Built for this very spec: the same version, collections, fields and orders. Where not, it must be rebuilt. */
  readonly fits: boolean;
}

/** The generations of one projection. Exactly one is active once the first was activated. */
export interface ProjectionStore {
  readonly spec: ProjectionSpec;
  generations(): Promise<readonly GenerationInfo[]>;
  /** Opens the generation queries are answered from; null before the first activation. Cheap: call it per request. */
  active(): Promise<GenerationReader | null>;
  open(generation: number): Promise<GenerationWriter>;
  /** A new, empty generation in state `building`. */
  create(): Promise<GenerationWriter>;
  /**
   * Atomic: `generation` becomes active, the active one becomes previous, an older previous is dropped.
   * Afterwards nobody owns either: a previous generation takes no commits.
   */
  activate(generation: number): Promise<void>;
  /** The way back: previous becomes active and active becomes previous. Throws {@link NoPreviousGenerationError}. */
  rollback(): Promise<void>;
  /** Again, or of a generation there never was, is no error. */
  drop(generation: number): Promise<void>;
  /**
   * Who may build a generation: at most one holder at a time, whatever process it runs in. True where `owner`
   * now holds the lease until `ttlMs` from now; asking again prolongs it.
   */
  lease(owner: string, ttlMs: number): Promise<boolean>;
  /** Changes nothing where another holds the lease. */
  endLease(owner: string): Promise<void>;
}

/** Where read models live. Can always be rebuilt from the log. */
export interface ReadStore {
  projection(spec: ProjectionSpec): ProjectionStore;
  close(): Promise<void>;
}
