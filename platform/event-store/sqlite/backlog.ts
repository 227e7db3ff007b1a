import type { StreamFilter } from '../port.ts';
import type { LogReader } from './log-reader.ts';

/** Positions counted one by one: about 5 ms. */
const counted = 16_384;

/**
 * Exact where no more than 16,384 positions lie behind `after`. Beyond that the share of the filter in those
 * is taken for the share in all; at least 1, because what was not counted may hold some.
 */
export function backlogOf(reader: LogReader, after: bigint, filter: StreamFilter): number {
  const head = reader.head();
  const above = after < 0n ? 0 : Number(after);
  if (above >= head) return 0;
  const found = reader.count({ above, upTo: Math.min(head, above + counted) }, filter);
  const behind = head - above;
  return behind <= counted ? found : Math.max(1, Math.round((found / counted) * behind));
}
