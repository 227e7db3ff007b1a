import { checkFacet } from '../checked-query.ts';
import { compareCodePoints } from '../code-points.ts';
import type { FindQuery } from '../port.ts';
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
      for (const [value, count] of walked.rows as [string, number][]) found.set(value, (found.get(value) ?? 0) + count);
    }
    return found;
  });
  return sorted(counts);
}

async function allValues({ connection, address, layout }: Searched, { index }: FieldLayout): Promise<Map<string, number>> {
  const key = collectionKey(address.base, address.generation, layout.index) + part.values(index);
  const found = new Map<string, number>();
  let cursor = '0';
  do {
    const [next, pairs] = await connection.run((client) => client.hscan(key, cursor, 'COUNT', PIECE));
    for (let at = 0; at < pairs.length; at += 2) found.set(pairs[at] ?? '', Number(pairs[at + 1]));
    cursor = next;
  } while (cursor !== '0');
  return found;
}

function sorted(counts: ReadonlyMap<string, number>): Facet {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || compareCodePoints(a.value, b.value));
}
