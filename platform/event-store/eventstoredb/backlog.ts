import type { StreamFilter } from '../port.ts';
import { headOf, logPage, pageBounds } from './pages.ts';
import type { Reader } from './reader.ts';

/**
 * Exact where a page holds all that lies behind `after`. Beyond that it is told from how far the page reaches:
 * positions are bytes of the log, so that a page's share in the events is its share in the way to the head.
 */
export async function backlogOf(reader: Reader, after: bigint, filter: StreamFilter): Promise<number> {
  if (filter.categories.length === 0) return 0;
  const { events, last, full } = await logPage(reader, 'forwards', after, filter, pageBounds.events);
  if (!full || last === undefined) return events.length;
  const from = after < 0n ? 0n : after;
  const [way, all] = [Number(last - from), Number((await headOf(reader)) - from)];
  return Math.max(1, events.length, Math.round((events.length * all) / Math.max(1, way)));
}
