import type { Document, FindQuery, Found, Place } from '../port.ts';
import { documentsAt } from './documents.ts';
import { decodePlace } from './encoding.ts';
import type { Filter } from './filter.ts';
import type { FieldLayout } from './layout.ts';
import { pageOf } from './places.ts';
import { ofOneState, walkAll, type Searched } from './searching.ts';
import type { Source } from './sources.ts';

/** How a list is sorted; without a field by key. `relevant` without words: all are equally so. */
export interface Sorting {
  readonly field: FieldLayout | null;
  readonly descending: boolean;
  readonly relevant: boolean;
}

/** One page of everything a source finds, sorted here: for few documents, and for orders that no index keeps. */
export async function findCollected<D extends Document>(
  searched: Searched,
  source: Source,
  filter: Filter,
  { after, limit }: FindQuery,
  { field, descending, relevant }: Sorting,
): Promise<readonly Found<D>[]> {
  const by = field ? field.at + 1 : 0;
  const places = await ofOneState(async (see) => {
    const found: Place[] = [];
    for await (const walked of walkAll(searched, source, filter, { mode: 'collect', by })) {
      see(walked);
      for (const [key, place] of walked.rows as [string, string][]) {
        const value = relevant ? 0 : field ? decodePlace(place, field.kind === 'number' ? 'number' : 'keyword') : key;
        found.push({ key, value });
      }
    }
    return found;
  });
  return documentsAt<D>(searched, pageOf(places, descending, after, limit));
}
