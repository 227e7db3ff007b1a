import { checkSort } from '../checked-query.ts';
import type { Document, FindQuery, Found, Place } from '../port.ts';
import { decodePlace } from './encoding.ts';
import { parseStored } from './errors.ts';
import { filterOf, type Filter } from './filter.ts';
import { findCollected } from './find-collected.ts';
import { findRelevant } from './find-relevant.ts';
import { part } from './keys.ts';
import type { CollectionLayout, FieldLayout } from './layout.ts';
import { orderRange, sortedDrivers, type OrderRange } from './order-range.ts';
import { filtering, ofOneState, walkSegment, type Searched } from './searching.ts';
import { sourcesOf, type Source } from './sources.ts';
import type { Driver } from './walk.ts';

/** A list in the order asked for, with nothing to be sorted. */
interface Sorted {
  readonly drivers: readonly Driver[];
  /** The field whose values stand in the index; null where it is that of keys. */
  readonly by: FieldLayout | null;
  readonly range: OrderRange | null;
}

/**
 * One page of a list. Either the sorted index is walked from the place on, taking what fits, or whatever the
 * cheapest source finds is collected and sorted: whichever is expected to look at fewer documents.
 */
export async function find<D extends Document>(searched: Searched, query: FindQuery): Promise<readonly Found<D>[]> {
  const { layout } = searched;
  const { by, descending } = checkSort(layout.fields, query.sort);
  const filter = filterOf(layout, query);
  if (filter.never || query.limit <= 0) return [];
  if (by === '$relevance' && filter.words.length > 0) return findRelevant<D>(searched, filter, query);
  const relevant = by === '$relevance';
  const field = layout.byName.get(by) ?? null;
  const sorted = sortedBy(layout, filter, field, !relevant && descending, query.after);
  if (sorted && isComplete(sorted, filter)) return (await page<D>(searched, sorted, filter, query, relevant, Infinity)) ?? [];
  const sources = await sourcesOf(layout, filter, searched.sizes);
  const [cheapest] = sources;
  if (!cheapest || cheapest.cost === 0) return [];
  const collect = (): Promise<readonly Found<D>[]> =>
    findCollected<D>(searched, cheapest, filter, query, { field, descending: !relevant && descending, relevant });
  if (!sorted) return collect();
  const whole = await wholeOf(searched, sorted, sources);
  // As if what fits were spread evenly over the list.
  const expected = Math.min(whole, (query.limit * whole) / cheapest.cost);
  if (expected > 2 * cheapest.cost) return collect();
  const walked = await page<D>(searched, sorted, filter, query, relevant, 4 * cheapest.cost + 1_000);
  return walked ?? collect();
}

/** The index that has the list in order already, and begins with as much of the filter as possible. */
function sortedBy(
  layout: CollectionLayout,
  filter: Filter,
  field: FieldLayout | null,
  descending: boolean,
  after: Place | undefined,
): Sorted | null {
  if (field === null) return { drivers: [keysDriver(descending, after)], by: null, range: null };
  const ranges = layout.orders.filter((order) => order.by === field).map((order) => orderRange(order, filter.parts));
  const [best] = ranges.filter((range) => range !== null).sort((a, b) => b.covers.length - a.covers.length);
  return best ? { drivers: sortedDrivers(best, descending, after), by: field, range: best } : null;
}

function keysDriver(descending: boolean, after: Place | undefined): Driver {
  const behind = after ? `(${after.key}` : null;
  const common = { key: part.keys, skip: -1 };
  if (descending) return { ...common, turn: 'key', min: '-', max: behind ?? '+' };
  return { ...common, turn: 'no', min: behind ?? '-', max: '+' };
}

/** Whether everything in the index's range fits the filter. */
function isComplete({ range }: Sorted, filter: Filter): boolean {
  const answered = range ? [...range.covers, ...range.bounds] : [];
  const rest = filtering(filter, answered, false);
  return rest.sets?.length === 0 && rest.where?.length === 0 && rest.prefix === null;
}

function wholeOf({ sizes }: Searched, { range }: Sorted, sources: readonly Source[]): Promise<number> | number {
  return range ? sizes.range(range.driver) : Math.max(...sources.map(({ cost }) => cost));
}

/** A page by walking the sorted index; null where more than `most` documents would have to be looked at. */
async function page<D extends Document>(
  searched: Searched,
  { drivers, by, range }: Sorted,
  filter: Filter,
  { limit }: FindQuery,
  relevant: boolean,
  most: number,
): Promise<readonly Found<D>[] | null> {
  const answered = range ? [...range.covers, ...range.bounds] : [];
  const rest = filtering(filter, answered, false);
  const complete = isComplete({ drivers, by, range }, filter);
  return ofOneState(async (see) => {
    const found: Found<D>[] = [];
    let examined = 0;
    for (const driver of drivers) {
      const missing = limit - found.length;
      if (missing <= 0) break;
      const piece = complete ? Math.min(missing, 1_000) : 250;
      const asked = { ...rest, mode: 'page', limit: missing, piece } as const;
      for await (const walked of walkSegment(searched, { driver, where: [], without: [] }, asked)) {
        see(walked);
        // A later call of a segment may answer a whole page once more.
        const rows = (walked.rows as [string, string, string][]).slice(0, limit - found.length);
        for (const [key, place, document] of rows) {
          const value = relevant ? 0 : by ? decodePlace(place, by.kind === 'number' ? 'number' : 'keyword') : key;
          found.push({ key, document: parseStored<D>(document), place: { value, key } });
        }
        examined += walked.examined;
        if (found.length >= limit) break;
        if (examined > most) return null;
      }
    }
    return found;
  });
}
