import type { RecordedEvent } from '@shop/shared-events';
import { checkCount } from '../arguments.ts';
import type { ReadAllOptions, ReadStreamOptions } from '../port.ts';
import { logPage, pageBounds, streamPage } from './pages.ts';
import type { Reader } from './reader.ts';

/**
 * The events of a stream, page by page: a caller that takes its time holds a page in memory and no call, so that
 * however many read at once, none keeps another from its turn.
 */
export async function* readStream(reader: Reader, stream: string, options: ReadStreamOptions): AsyncGenerator<RecordedEvent> {
  const { direction = 'forwards', limit = Infinity } = options;
  if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
  if (options.from !== undefined) checkCount('a first revision', options.from, 0);
  let from = direction === 'forwards' ? options.from : await startBackwards(reader, stream, options.from);
  for (let left = limit; left > 0;) {
    const page = await streamPage(reader, stream, direction, from, Math.min(left, pageBounds.events));
    yield* page.events;
    left -= page.events.length;
    if (!page.full || page.last === undefined) return;
    from = direction === 'forwards' ? page.last + 1 : page.last - 1;
    if (from < 0) return;
  }
}

/** Servers differ in what they give where a read backwards starts behind the end; so it starts no later than there. */
async function startBackwards(reader: Reader, stream: string, from: number | undefined): Promise<number | undefined> {
  if (from === undefined) return undefined;
  const { last } = await streamPage(reader, stream, 'backwards', undefined, 1);
  return last === undefined || last < from ? undefined : from;
}

/** The events of the log, page by page. */
export async function* readAll(reader: Reader, options: ReadAllOptions): AsyncGenerator<RecordedEvent> {
  const { direction = 'forwards', filter, limit = Infinity } = options;
  if (options.limit !== undefined) checkCount('a limit', options.limit, 0);
  if (filter?.categories.length === 0) return;
  if (direction === 'backwards' && options.after !== undefined && options.after < 0n) return;
  let after = options.after;
  for (let left = limit; left > 0;) {
    const page = await logPage(reader, direction, after, filter, Math.min(left, pageBounds.events));
    yield* page.events;
    left -= page.events.length;
    if (!page.full || page.last === undefined) return;
    after = page.last;
  }
}
