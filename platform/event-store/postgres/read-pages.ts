import type { RecordedEvent } from '@shop/shared-events';
import { checkCount } from '../arguments.ts';
import type { ReadAllOptions, ReadStreamOptions } from '../port.ts';
import { lastPosition, type LogReader } from './log-reader.ts';
import { decodeRow } from './wire.ts';

/** Rows of one statement. */
const pageRows = 512;

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
  // No stream's name has a NUL, and PostgreSQL takes no text that does.
  while (left > 0 && from >= 0 && !stream.includes('\0')) {
    checkOpen();
    const { rows, complete } = await reader.streamRows(stream, from, direction, Math.min(left, pageRows));
    for (const row of rows) {
      checkOpen();
      const event = decodeRow(row);
      from = direction === 'forwards' ? event.revision + 1 : event.revision - 1;
      yield event;
    }
    left -= rows.length;
    if (complete) return;
  }
  checkOpen();
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
  const forwards = direction === 'forwards';
  let left = options.limit ?? Infinity;
  /** What is not read yet: positions above `above` up to `upTo`. */
  let above = forwards ? clamp(after ?? -1n) : -1n;
  let upTo = forwards ? await reader.head() : clamp(after ?? lastPosition) - (after === undefined ? 0n : 1n);
  while (left > 0 && above < upTo) {
    checkOpen();
    const range = { above, upTo };
    const limit = Math.min(left, pageRows);
    const page = filter ? await reader.filteredRows(range, filter, direction, limit) : await reader.rows(range, direction, limit);
    for (const row of page.rows) {
      checkOpen();
      const event = decodeRow(row);
      if (forwards) above = event.position;
      else upTo = event.position - 1n;
      yield event;
    }
    left -= page.rows.length;
    if (page.complete) return;
  }
}

function clamp(position: bigint): bigint {
  return position < -1n ? -1n : position > lastPosition ? lastPosition : position;
}
