import type { Document, GenerationReader, ProjectionSpec } from '@shop/platform/read-store/port.ts';
import type { Documents } from '@shop/platform/projecting/read-model.ts';

/** Documents held in memory while a few events are folded, e.g. an order as of a moment. */
export interface MemoryDocuments extends Documents, Pick<GenerationReader, 'getMany'> {
  /** Keys of a collection, in the order of their first writing. */
  keys(collection: string): readonly string[];
  read<D extends Document>(collection: string, key: string): D | null;
}

/** Empty documents of a read model's collections. */
export function memoryDocuments({ collections }: Pick<ProjectionSpec, 'collections'>): MemoryDocuments {
  const specs = new Map(collections.map((spec) => [spec.name, { spec, documents: new Map<string, Document>() }]));
  const found = (name: string) => {
    const collection = specs.get(name);
    if (!collection) throw new Error(`there is no collection ${name}`);
    return collection;
  };
  const read = <D extends Document>(name: string, key: string): D | null =>
    (found(name).documents.get(key) as D | undefined) ?? null;
  return {
    read,
    keys: (name) => [...found(name).documents.keys()],
    get: async <D extends Document>(name: string, key: string) => read<D>(name, key),
    getMany: async <D extends Document>(name: string, keys: readonly string[]) =>
      new Map(keys.map((key) => [key, read<D>(name, key)] as const).filter((pair): pair is readonly [string, D] => !!pair[1])),
    put: (name, key, document) => void found(name).documents.set(key, document),
    delete: (name, key) => void found(name).documents.delete(key),
    async keysWhere(name, field, value) {
      const { spec, documents } = found(name);
      return [...documents].filter(([, document]) => spec.indexed(document)[field] === value).map(([key]) => key);
    },
  };
}
