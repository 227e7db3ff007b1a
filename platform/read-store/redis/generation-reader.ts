import { UnknownFieldError } from '../checked-query.ts';
import { ReadStoreUnavailableError, type Document, type GenerationReader, type ParkedStream } from '../port.ts';
import type { Connection } from './connection.ts';
import { count } from './count.ts';
import { documentsOf } from './documents.ts';
import { parseStored } from './errors.ts';
import { facet } from './facet.ts';
import { find } from './find.ts';
import { collectionKey, generationKey, part } from './keys.ts';
import type { CollectionLayout } from './layout.ts';
import type { Searched } from './searching.ts';
import { Sizes } from './sources.ts';
import type { GenerationAddress } from './walk.ts';

const SCAN_PAGE = 500;

export interface ReaderOptions {
  readonly connection: Connection;
  readonly address: GenerationAddress;
  readonly layouts: ReadonlyMap<string, CollectionLayout>;
  /** As it is called in sentences. */
  readonly name: string;
  /** Whether it was built for the spec of this build; where not, what it lacks is being rebuilt. */
  readonly fits: boolean;
}

/** Reads one generation. A document is one `HGET`. */
export function generationReader({ connection, address, layouts, name, fits }: ReaderOptions): GenerationReader {
  const { base, generation } = address;
  const root = generationKey(base, generation);
  const searches = new Map<string, Searched>();
  for (const [collection, layout] of layouts) {
    searches.set(collection, { connection, address, layout, sizes: new Sizes(connection, address, layout) });
  }
  const hashes = new Map(
    [...layouts].map(([collection, { index }]) => [collection, collectionKey(base, generation, index) + part.documents]),
  );
  const unknown = (collection: string): UnknownFieldError => new UnknownFieldError(`${name} has no collection ${collection}`);
  const searched = (collection: string): Searched => {
    const found = searches.get(collection);
    if (!found) throw unknown(collection);
    return found;
  };
  const reading = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (fits || !(error instanceof UnknownFieldError)) throw error;
      throw new ReadStoreUnavailableError(`${name} is of another version and being rebuilt: ${error.message}`, { cause: error });
    }
  };
  const revisions = async (streams: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    if (streams.length === 0) return new Map();
    const found = await connection.run((client) => client.hmget(`${root}:v`, ...streams));
    return new Map(streams.map((stream, at) => [stream, Number(found[at] ?? -1)]));
  };

  return {
    generation,
    get: <D extends Document>(collection: string, key: string) =>
      reading(async () => {
        const hash = hashes.get(collection);
        if (hash === undefined) throw unknown(collection);
        const text = await connection.run((client) => client.hget(hash, key));
        return text === null ? null : parseStored<D>(text);
      }),
    getMany: <D extends Document>(collection: string, keys: readonly string[]) =>
      reading(async () => documentsOf<D>(searched(collection), keys)),
    find: (collection, query) => reading(async () => find(searched(collection), query)),
    count: (collection, query) => reading(async () => count(searched(collection), query)),
    facet: (collection, field, query) => reading(async () => facet(searched(collection), field, query)),
    async *scan(collection) {
      const { layout } = await reading(async () => searched(collection));
      const index = collectionKey(base, generation, layout.index) + part.keys;
      for (let min = '-'; ;) {
        const keys = await connection.run((client) => client.zrangebylex(index, min, '+', 'LIMIT', 0, SCAN_PAGE));
        const documents = await documentsOf({ connection, address, layout }, keys);
        for (const key of keys) {
          const document = documents.get(key);
          if (document) yield { key, document };
        }
        if (keys.length < SCAN_PAGE) return;
        min = `(${keys.at(-1)}`;
      }
    },
    revision: async (stream) => (await revisions([stream])).get(stream) ?? -1,
    revisions,
    async parked() {
      const all = await connection.run((client) => client.hgetall(`${root}:p`));
      // `hgetall` comes as an object, whose keys have an order of their own.
      const streams = Object.keys(all).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      return streams.map((stream) => parseStored<ParkedStream>(all[stream] ?? ''));
    },
    checkpoint: () => connection.run((client) => client.hget(`${root}:m`, 'checkpoint')),
  };
}
