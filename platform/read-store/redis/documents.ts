import type { Document, Found, Place } from '../port.ts';
import { parseStored } from './errors.ts';
import { collectionKey, part } from './keys.ts';
import type { Searched } from './searching.ts';

const PIECE = 1_000;

/** Documents by key; what there is not is left out. */
export async function documentsOf<D extends Document>(
  { connection, address, layout }: Omit<Searched, 'sizes'>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, D>> {
  const hash = collectionKey(address.base, address.generation, layout.index) + part.documents;
  const found = new Map<string, D>();
  for (let from = 0; from < keys.length; from += PIECE) {
    const piece = keys.slice(from, from + PIECE);
    const texts = await connection.run((client) => client.hmget(hash, ...piece));
    texts.forEach((text, at) => {
      const key = piece[at];
      if (text !== null && key !== undefined) found.set(key, parseStored<D>(text));
    });
  }
  return found;
}

/** The documents of places; one that was deleted since is left out. */
export async function documentsAt<D extends Document>(searched: Searched, places: readonly Place[]): Promise<Found<D>[]> {
  const documents = await documentsOf<D>(
    searched,
    places.map(({ key }) => key),
  );
  return places.flatMap((place) => {
    const document = documents.get(place.key);
    return document ? [{ key: place.key, document, place }] : [];
  });
}
