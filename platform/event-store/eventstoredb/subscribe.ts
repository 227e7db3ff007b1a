import type { Clock } from '../../clock/port.ts';
import type { Log } from '../../telemetry/port.ts';
import { checkCount, mostEvents } from '../arguments.ts';
import { type EventBatch, EventStoreUnavailableError, type SubscribeAllOptions } from '../port.ts';
import { closedError, told } from './errors.ts';
import type { Lanes } from './lanes.ts';
import { type OpenLive, openLive } from './open-live.ts';
import { PageReader } from './page-reader.ts';
import type { Reader } from './reader.ts';
import { Retries } from './retries.ts';
import { pause } from './timers.ts';

/** What a subscription is made of. */
export interface SubscribeParts {
  readonly reader: Reader;
  readonly lanes: Lanes;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Aborts when the store is closed. */
  readonly closing: AbortSignal;
  /** Position of the last event this process knows to be in the log. */
  readonly known: () => bigint;
  /** Milliseconds for which a server that went away is waited for. */
  readonly patience: number;
}

const defaultBatchSize = 512;

/**
 * Everything after a position, then what comes. A reader behind the head reads pages, each when it asks for it; at the
 * head it is subscribed to the server. Whatever breaks, it goes on from the position it gave last.
 */
export async function* subscribe(parts: SubscribeParts, options: SubscribeAllOptions): AsyncGenerator<EventBatch> {
  const { signal, filter, batchSize = defaultBatchSize } = options;
  checkCount('a batch size', batchSize, 1, mostEvents);
  const pages = new PageReader(parts.reader, filter, batchSize);
  const retries = new Retries(parts.clock, parts.patience);
  let position = options.after ?? -1n;
  let open: OpenLive | undefined;
  let first = true;
  try {
    while (!signal.aborted) {
      try {
        if (parts.closing.aborted) throw closedError();
        const batch = open && !open.live.unsettled ? await nextLive(open) : await nextPage();
        retries.answered();
        if (open?.live.confirmed) retries.settled();
        if (batch && (first || batch.position !== position)) {
          first = false;
          position = batch.position;
          yield batch;
        }
        if (open?.live.overflowed) open = closed(open);
        else if (!open && !batch) open = await openLive(parts.lanes, position, filter, parts.patience);
      } catch (error) {
        open = closed(open);
        await recover(error);
      }
    }
  } finally {
    closed(open);
  }

  /** What the subscription has for us, or nothing where a page is due first. */
  async function nextLive({ live }: OpenLive): Promise<EventBatch | undefined> {
    await live.wait(signal, parts.closing);
    if (live.failure) throw live.failure;
    if (live.unsettled || live.drained || live.overflowed) return undefined;
    const { events, position: reached } = live.next(position, batchSize);
    return { events, position: reached, caughtUp: live.drained && reached >= parts.known() };
  }

  /** The page behind the position, or nothing where it is the head. */
  async function nextPage(): Promise<EventBatch | undefined> {
    if (open) open.live.unsettled = false;
    const { more, ...batch } = await pages.next(position);
    if (open && more) open.live.unsettled = true;
    return first || batch.position !== position ? batch : undefined;
  }

  async function recover(error: unknown): Promise<void> {
    if (signal.aborted) return;
    if (parts.closing.aborted) throw closedError();
    const failure = told(error);
    if (!(failure instanceof EventStoreUnavailableError)) throw failure;
    const wait = retries.failed(failure);
    parts.log.warn('a subscription is taken up again', { position: String(position), wait, reason: failure.message });
    await pause(wait, signal, parts.closing);
  }
}

function closed(open: OpenLive | undefined): undefined {
  open?.close();
}
