import type { ClientReadableStream } from '@grpc/grpc-js';
import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { RecordedEvent } from '@shop/shared-events';
import { EventStoreUnavailableError, type StreamFilter } from '../port.ts';
import { isWanted } from './names.ts';
import { positionOf, recordedOf, sizeOf } from './records.ts';

/** What is kept for a reader that is busy: events and marks, and bytes of them. Then the server is not read from. */
export const liveBounds = { entries: 1_024, bytes: 4 * 1024 * 1024 };

/** An event, or how far the server has looked without finding one. */
interface Entry {
  readonly position: bigint;
  readonly event?: RecordedEvent;
  readonly bytes: number;
}

/**
 * What comes on one subscription, in order and bounded. The call is paused when the bound is reached, and stays so:
 * a reader that far behind is faster by pages.
 */
export class Live {
  readonly #call: ClientReadableStream<ReadResp>;
  readonly #filter: StreamFilter | undefined;
  #entries: Entry[] = [];
  #bytes = 0;
  /** The server tells its position again after an event it gave. */
  #reached: bigint;
  #wake: (() => void) | undefined;
  #failure: Error | undefined;
  #paused = false;
  readonly #unconfirmed: NodeJS.Timeout;
  /**
   * The server has looked at events without telling exactly how far: a page must be read. Its position then is
   * that behind an event, which the next event will have as its own; to go on from there would lose that one.
   */
  unsettled = false;
  /** The server has confirmed the subscription. */
  confirmed = false;

  /** `patience`: milliseconds in which the server confirms the subscription, or it has failed. */
  constructor(call: ClientReadableStream<ReadResp>, filter: StreamFilter | undefined, after: bigint, patience: number) {
    this.#call = call;
    this.#filter = filter;
    this.#reached = after;
    const fail = (error: Error): void => {
      this.#failure ??= error;
      this.#wake?.();
    };
    call.on('data', (message: ReadResp) => {
      try {
        this.#take(message);
      } catch (error) {
        fail(error as Error);
      }
    });
    call.on('error', fail);
    call.on('end', () => fail(new EventStoreUnavailableError('EventStoreDB ended the subscription')));
    const silent = new EventStoreUnavailableError('EventStoreDB did not confirm a subscription in time');
    this.#unconfirmed = setTimeout(() => fail(silent), patience);
  }

  /** Whether nothing more waits here, nor at the server for us to be ready. */
  get drained(): boolean {
    return this.#entries.length === 0 && !this.#paused;
  }

  /** Everything kept was taken and more may be at the server: pages are due. */
  get overflowed(): boolean {
    return this.#paused && this.#entries.length === 0;
  }

  /** What ended the subscription, once everything that came before it was taken. */
  get failure(): Error | undefined {
    return this.#entries.length === 0 ? this.#failure : undefined;
  }

  #take(message: ReadResp): void {
    const [read, checkpoint] = [message.getEvent(), message.getCheckpoint()];
    if (read) {
      const event = recordedOf(read);
      const position = positionOf(read);
      if (event && isWanted(event.stream, this.#filter)) this.#push({ position, event, bytes: sizeOf(read) });
      else this.#push({ position, bytes: 0 });
    } else if (checkpoint) {
      const [commit, prepare] = [BigInt(checkpoint.getCommitPosition()), BigInt(checkpoint.getPreparePosition())];
      // Nothing of ours stands at 0, the place before the first event.
      if (commit === prepare && commit > 0n) this.#push({ position: commit, bytes: 0 });
      else this.unsettled = true;
    } else if (message.hasConfirmation()) {
      clearTimeout(this.#unconfirmed);
      this.confirmed = true;
      this.unsettled = true;
    } else if (message.hasCaughtUp()) {
      this.unsettled = true;
    }
    this.#wake?.();
  }

  #push(entry: Entry): void {
    if (entry.position <= this.#reached) return;
    this.#reached = entry.position;
    // Marks that nobody took yet are one mark.
    if (!entry.event && !this.#entries.at(-1)?.event) this.#entries.pop();
    this.#entries.push(entry);
    this.#bytes += entry.bytes;
    if (this.#entries.length < liveBounds.entries && this.#bytes < liveBounds.bytes) return;
    this.#paused = true;
    this.#call.pause();
  }

  /** Resolves when there is something to take, or when one of the signals aborts. */
  wait(...signals: readonly AbortSignal[]): Promise<void> {
    return new Promise((resolve) => {
      const done = (): void => {
        this.#wake = undefined;
        for (const signal of signals) signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wake = done;
      for (const signal of signals) signal.addEventListener('abort', done, { once: true });
      const ready = this.#entries.length > 0 || this.unsettled || this.#failure !== undefined || this.#paused;
      if (ready || signals.some((signal) => signal.aborted)) done();
    });
  }

  /** Up to `limit` events after a position, and how far they reach; what lies before it is dropped. */
  next(after: bigint, limit: number): { readonly events: readonly RecordedEvent[]; readonly position: bigint } {
    const events: RecordedEvent[] = [];
    let [position, taken] = [after, 0];
    for (const entry of this.#entries) {
      if (entry.event && events.length === limit) break;
      taken++;
      this.#bytes -= entry.bytes;
      if (entry.position <= position) continue;
      position = entry.position;
      if (entry.event) events.push(entry.event);
    }
    this.#entries = this.#entries.slice(taken);
    return { events, position };
  }

  cancel(): void {
    clearTimeout(this.#unconfirmed);
    this.#failure ??= new EventStoreUnavailableError('the subscription was ended');
    this.#call.cancel();
    // A paused stream would keep what it holds, and its end, to itself.
    this.#call.resume();
    this.#entries = [];
  }
}
