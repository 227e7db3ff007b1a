import { compareCodePoints } from '../code-points.ts';
import { fieldValues } from '../field-values.ts';
import { UnknownFieldError, type Fields } from '../checked-query.ts';
import {
  FencedError,
  type CollectionSpec,
  type Commit,
  type Document,
  type GenerationWriter,
  type ParkedStream,
  type ProjectionSpec,
} from '../port.ts';
import { countValues, filterEntries, findEntries, type Entry } from './find.ts';

/** What one generation holds. */
export interface GenerationState {
  readonly generation: number;
  state: 'building' | 'active' | 'previous' | 'dropped';
  owner: string | null;
  checkpoint: string | null;
  readonly collections: Map<string, { readonly fields: Fields; readonly entries: Map<string, Entry> }>;
  readonly revisions: Map<string, number>;
  readonly parked: Map<string, ParkedStream>;
}

/** An empty generation made for a spec. */
export function emptyGeneration(generation: number, spec: ProjectionSpec): GenerationState {
  const collections = new Map(spec.collections.map(({ name, fields }) => [name, { fields, entries: new Map<string, Entry>() }]));
  const shared = { collections, revisions: new Map<string, number>(), parked: new Map<string, ParkedStream>() };
  return { generation, state: 'building', owner: null, checkpoint: null, ...shared };
}

/** Reads and writes a generation. `spec` says how documents are found; it may be newer than the generation. */
export function memoryGeneration(state: GenerationState, spec: ProjectionSpec): GenerationWriter {
  const collection = (name: string): { readonly fields: Fields; readonly entries: Map<string, Entry> } => {
    const found = state.collections.get(name);
    if (!found) throw new UnknownFieldError(`projection ${spec.name} has no collection ${name}`);
    return found;
  };
  const entriesOf = (name: string): Entry[] => [...collection(name).entries.values()];
  const documentOf = <D extends Document>(name: string, key: string): D | null =>
    (collection(name).entries.get(key)?.document as D | undefined) ?? null;
  const isClosed = (): boolean => state.state === 'dropped' || state.state === 'previous';

  return {
    generation: state.generation,
    get: async (name, key) => documentOf(name, key),
    getMany: async <D extends Document>(name: string, keys: readonly string[]) => {
      const found = keys.map((key) => [key, documentOf<D>(name, key)] as const);
      return new Map(found.filter((pair): pair is readonly [string, D] => pair[1] !== null));
    },
    find: async <D extends Document>(name: string, query: Parameters<GenerationWriter['find']>[1]) =>
      findEntries<D>(collection(name).fields, entriesOf(name), query),
    count: async (name, query) => filterEntries(collection(name).fields, entriesOf(name), query).length,
    facet: async (name, field, query) => countValues(collection(name).fields, entriesOf(name), field, query),
    async *scan(name) {
      const sorted = entriesOf(name).sort((a, b) => compareCodePoints(a.key, b.key));
      for (const { key, document } of sorted) yield { key, document };
    },
    revision: async (stream) => state.revisions.get(stream) ?? -1,
    revisions: async (streams) => new Map(streams.map((stream) => [stream, state.revisions.get(stream) ?? -1])),
    parked: async () => [...state.parked.values()].sort((a, b) => compareCodePoints(a.stream, b.stream)),
    checkpoint: async () => state.checkpoint,
    async claim(owner) {
      if (isClosed()) throw new FencedError(`generation ${state.generation} of ${spec.name} is ${state.state}`);
      state.owner = owner;
    },
    async release(owner) {
      if (state.owner === owner) state.owner = null;
    },
    owner: async () => state.owner,
    async commit(commit) {
      if (isClosed() || state.owner !== commit.owner) {
        throw new FencedError(`${commit.owner} no longer writes generation ${state.generation} of ${spec.name}`);
      }
      apply(state, commit, prepare(spec, commit));
    },
  };
}

/** Everything that can fail, before anything is changed. */
function prepare(spec: ProjectionSpec, { writes }: Commit): (Entry | null)[] {
  const specs = new Map<string, CollectionSpec>(spec.collections.map((each) => [each.name, each]));
  return writes.map((write) => {
    const found = specs.get(write.collection);
    if (!found) throw new UnknownFieldError(`projection ${spec.name} has no collection ${write.collection}`);
    if (write.kind === 'delete') return null;
    const document = deepFreeze(JSON.parse(JSON.stringify(write.document)) as Document);
    return { key: write.key, document, values: fieldValues(found, document) };
  });
}

function apply(state: GenerationState, commit: Commit, entries: readonly (Entry | null)[]): void {
  commit.writes.forEach(({ collection, key }, index) => {
    const documents = state.collections.get(collection)?.entries;
    const entry = entries[index] ?? null;
    if (entry) documents?.set(key, entry);
    else documents?.delete(key);
  });
  for (const [stream, revision] of commit.revisions) state.revisions.set(stream, revision);
  for (const stream of commit.unpark ?? []) state.parked.delete(stream);
  for (const parked of commit.park ?? []) state.parked.set(parked.stream, parked);
  state.checkpoint = commit.checkpoint;
}

/** A read model that changes a document it was given is found out at once. */
function deepFreeze<T>(value: T): T {
  if (value !== null && typeof value === 'object') {
    Object.freeze(value);
    for (const member of Object.values(value)) deepFreeze(member);
  }
  return value;
}
