import { setImmediate as pause } from 'node:timers/promises';
import type { RecordedEvent } from '@shop/shared-events';
import { checkCount } from '../arguments.ts';
import type { ReadAllOptions, ReadStreamOptions } from '../port.ts';
import type { LogReader } from './log-reader.ts';
import { decodeRow } from './rows.ts';

/** Rows of one statement: about a millisecond. Other work runs between two of them. */
const pageRows = 512;

/** Positions that one statement under a filter goes through at most. */
const filterWindow = 8_192;

/** A stream by pages. `checkOpen` throws once the store is closed. */
export async function* readStreamPages(
  reader: LogReader,
  checkOpen: () => void,
  stream: string,
  options: ReadStreamOptions,
): AsyncGenerator<RecordedEvent> {
  const { direction = 'forwards' } = options;
  if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
  if (options.from !== undefined) checkCount('a first revision', options.from, 0);
  let from = options.from ?? (direction === 'forwards' ? 0 : Number.MAX_SAFE_INTEGER);
  let left = options.limit ?? Infinity;
  while (left > 0 && from >= 0) {
    checkOpen();
    const rows = reader.streamRows(stream, from, direction, Math.min(left, pageRows));
    for (const row of rows) {
      checkOpen();
      yield decodeRow(row, (position) => reader.texts(position));
      from = direction === 'forwards' ? row[2] + 1 : row[2] - 1;
    }
    left -= rows.length;
    if (rows.length < pageRows) return;
    await pause();
  }
}

/** The log by pages, as far as it reached when reading began. `checkOpen` throws once the store is closed. */
export async function* readAllPages(
  reader: LogReader,
  checkOpen: () => void,
  options: ReadAllOptions,
): AsyncGenerator<RecordedEvent> {
  const { after, direction = 'forwards', filter } = options;
  if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
  checkOpen();
  const head = reader.head();
  const forwards = direction === 'forwards';
  let left = options.limit ?? Infinity;
  /** What is not read yet: positions above `above` up to `upTo`. */
  let above = forwards ? Math.max(Number(after ?? 0n), 0) : 0;
  let upTo = forwards ? head : Math.min(Number(after ?? head + 1) - 1, head);
  while (left > 0 && above < upTo) {
    checkOpen();
    const range = !filter
      ? { above, upTo }
      : forwards
        ? { above, upTo: Math.min(upTo, above + filterWindow) }
        : { above: Math.max(above, upTo - filterWindow), upTo };
    const limit = Math.min(left, pageRows);
    const rows = filter ? reader.filteredRows(range, filter, direction, limit) : reader.rows(range, direction, limit);
    for (const row of rows) {
      checkOpen();
      yield decodeRow(row, (position) => reader.texts(position));
    }
    left -= rows.length;
    // A full page ends at its last row, one that is not full at the end of its range.
    const last = rows.length === limit ? rows[rows.length - 1]?.[0] : undefined;
    if (forwards) above = last ?? range.upTo;
    else upTo = last === undefined ? range.above : last - 1;
    if (left > 0 && above < upTo) await pause();
  }
}
