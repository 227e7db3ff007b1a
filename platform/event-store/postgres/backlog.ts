import type { StreamFilter } from '../port.ts';
import type { LogReader } from './log-reader.ts';

/** Positions counted one by one: a few milliseconds. */
const counted = 16_384n;

/**
 * Exact where no more than 16,384 positions lie behind `after`. Beyond that the share of the filter in those
 * is taken for the share in all; at least 1, because what was not counted may hold some.
 */
export async function backlogOf(reader: LogReader, after: bigint, filter: StreamFilter): Promise<number> {
  const head = await reader.head();
  const above = after < 0n ? 0n : after;
  if (above >= head) return 0;
  const behind = head - above;
  const upTo = behind < counted ? head : above + counted;
  const found = await reader.count({ above, upTo }, filter);
  return behind <= counted ? found : Math.max(1, Math.round((found / Number(counted)) * Number(behind)));
}
