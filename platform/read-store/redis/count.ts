import type { FindQuery } from '../port.ts';
import { filterOf, type Filter } from './filter.ts';
import { filtering, ofOneState, walkAll, type Searched } from './searching.ts';
import { sourcesOf, type Source } from './sources.ts';
import type { OrderRange } from './order-range.ts';
import { orderRange } from './order-range.ts';

/** Intersected at once by Redis itself: some milliseconds at most. */
const MOST_INTERSECTED = 50_000;

/** How many documents a filter finds; where indexes alone can tell, no document is looked at. */
export async function count(searched: Searched, query: Pick<FindQuery, 'where' | 'text'> | undefined): Promise<number> {
  const { layout, sizes } = searched;
  const filter = filterOf(layout, query);
  if (filter.never) return 0;
  if (filter.parts.length === 0 && filter.prefix === null) return sizes.documents();
  const range = completeRange(searched, filter);
  if (range) return sizes.range(range.driver);
  const { sets = [], where = [], prefix } = filtering(filter, [], false);
  const [only] = sets;
  if (only !== undefined && sets.length === 1 && where.length === 0 && prefix === null) return sizes.set(only);
  const [source] = await sourcesOf(layout, filter, sizes);
  if (!source || source.cost === 0) return 0;
  if (where.length === 0 && prefix === null && source.cost <= MOST_INTERSECTED && sets.length > 0) {
    return sizes.intersection([...new Set(sets)]);
  }
  return counted(searched, source, filter);
}

/** An order's range that holds exactly what the filter finds. */
function completeRange({ layout }: Searched, filter: Filter): OrderRange | null {
  if (filter.prefix !== null) return null;
  const ranges = layout.orders.map((order) => orderRange(order, filter.parts));
  return ranges.find((range) => range && range.covers.length + range.bounds.length === filter.parts.length) ?? null;
}

function counted(searched: Searched, source: Source, filter: Filter): Promise<number> {
  return ofOneState(async (see) => {
    let total = 0;
    for await (const walked of walkAll(searched, source, filter, { mode: 'count' })) {
      see(walked);
      total += Number(walked.rows);
    }
    return total;
  });
}
