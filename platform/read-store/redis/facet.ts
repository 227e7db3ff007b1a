import { checkFacet } from '../checked-query.ts';
import { compareCodePoints } from '../code-points.ts';
import type { FindQuery } from '../port.ts';
import { decodeKeyword } from './encoding.ts';
import { filterOf } from './filter.ts';
import { collectionKey, part } from './keys.ts';
import type { FieldLayout } from './layout.ts';
import { ofOneState, walkAll, type Searched } from './searching.ts';
import { sourcesOf } from './sources.ts';

type Facet = readonly { readonly value: string; readonly count: number }[];

const PIECE = 1_000;

/** How often each value of a field occurs among what a filter finds; without a filter it is known already. */
export async function facet(
  searched: Searched,
  name: string,
  query: Pick<FindQuery, 'where' | 'text'> | undefined,
): Promise<Facet> {
  const { layout, sizes } = searched;
  const several = checkFacet(layout.fields, name) === 'keywords';
  const field = layout.byName.get(name);
  const filter = filterOf(layout, query);
  if (!field || filter.never) return [];
  const isAll = filter.prefix === null && filter.parts.every((each) => each.condition?.kind === 'all' && each.sets.length === 0);
  if (isAll) return sorted(await allValues(searched, field));
  const [source] = await sourcesOf(layout, filter, sizes);
  if (!source || source.cost === 0) return [];
  const counts = await ofOneState(async (see) => {
    const found = new Map<string, number>();
    const asked = { mode: 'facet', by: field.at + 1, list: several ? 2 : 1 } as const;
    for await (const walked of walkAll(searched, source, filter, asked)) {
      see(walked);
      for (const [encoded, count] of walked.rows as [string, number][]) {
        const value = decodeKeyword(encoded);
        found.set(value, (found.get(value) ?? 0) + count);
      }
    }
    return found;
  });
  return sorted(counts);
}

async function allValues({ connection, address, layout, sizes }: Searched, { index }: FieldLayout): Promise<Map<string, number>> {
  const key = collectionKey(address.base, address.generation, layout.index) + part.values(index);
  const found = new Map<string, number>();
  let cursor = '0';
  do {
    const [next, values] = await connection.run((client) => client.sscan(key, cursor, 'COUNT', PIECE));
    const counts = await Promise.all(values.map((value) => sizes.set(part.value(index, value))));
    values.forEach((value, at) => found.set(decodeKeyword(value), counts[at] ?? 0));
    cursor = next;
  } while (cursor !== '0');
  return found;
}

function sorted(counts: ReadonlyMap<string, number>): Facet {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value));
}
