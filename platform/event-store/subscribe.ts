import { checkCount, mostEvents } from './arguments.ts';
import type { EventBatch, StreamFilter, SubscribeAllOptions } from './port.ts';

/** What a store needs to be subscribed to by polling pages of its log. */
export interface PagedLog {
  /** The next piece of the log; its position is `after` where there is none. Throws where the store is closed. */
  pageAfter(after: bigint, filter: StreamFilter | undefined, limit: number): EventBatch | Promise<EventBatch>;
  /** Resolves when the log may have grown since the last page was asked for, or when the signal aborts. */
  grown(signal: AbortSignal): Promise<void>;
  /** Lets other work run between two pages of a long read. */
  pause(): Promise<void>;
}

const defaultBatchSize = 512;

/**
 * A subscription made of pages, each read when the reader asks for it. The first batch comes at once, empty
 * where there is nothing to read, so that a reader at the head learns that it has caught up.
 */
export async function* subscribeByPages(log: PagedLog, options: SubscribeAllOptions): AsyncGenerator<EventBatch> {
  const { signal, filter, batchSize = defaultBatchSize } = options;
  checkCount('a batch size', batchSize, 1, mostEvents);
  let position = options.after ?? -1n;
  let first = true;
  while (!signal.aborted) {
    const page = log.pageAfter(position, filter, batchSize);
    // A log in memory is asked again in the same turn: nothing can come between its page and the wait for more.
    const batch = page instanceof Promise ? await page : page;
    if (!first && batch.position === position) {
      await log.grown(signal);
      continue;
    }
    first = false;
    position = batch.position;
    yield batch;
    if (!batch.caughtUp) await log.pause();
  }
}
