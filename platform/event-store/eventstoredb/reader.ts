import type { ClientReadableStream } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { closedError, isCancelledByUs, isNotLeader, isServiceError, told } from './errors.ts';
import type { Lanes } from './lanes.ts';
import { Slots } from './slots.ts';
import { pause } from './timers.ts';

/** Reads under way at once; each is a page, held in memory until it is whole. */
const readsAtOnce = 64;
const mostReadsWaiting = 10_000;
/** How often a read is made again when the node asked turns out not to lead. */
const leaderAttempts = 5;

/** What is done with a message of the server: go on, or it was enough. */
export type OnMessage = (message: ReadResp) => 'more' | 'enough';

/** Makes the calls that read. Each ends: what is subscribed to is another matter. */
export class Reader {
  readonly #lanes: Lanes;
  readonly #slots = new Slots(readsAtOnce, mostReadsWaiting);
  readonly #closing: AbortSignal;
  readonly #deadline: number;

  /** `deadline`: milliseconds for one read. */
  constructor(lanes: Lanes, closing: AbortSignal, deadline: number) {
    this.#lanes = lanes;
    this.#closing = closing;
    this.#deadline = deadline;
  }

  /** Hands on the messages of one read. `EventStoreUnavailableError` where the server does not answer to the end. */
  read(request: ReadReq, onMessage: OnMessage): Promise<void> {
    return this.#slots.run(async () => {
      for (let attempt = 1; ; attempt++) {
        if (this.#closing.aborted) throw closedError();
        let begun = false;
        try {
          return await this.#once(request, (message) => {
            begun = true;
            return onMessage(message);
          });
        } catch (error) {
          if (this.#closing.aborted) throw closedError();
          // What was handed on cannot be taken back, so only a read that gave nothing is made again.
          if (begun || !isNotLeader(error) || attempt === leaderAttempts) throw told(error);
          await pause(20 * attempt);
        }
      }
    });
  }

  async #once(request: ReadReq, onMessage: OnMessage): Promise<void> {
    const lane = this.#lanes.take();
    try {
      const streams = await lane.connect();
      try {
        await drain(streams.read(request, ...lane.arguments(this.#deadline)), onMessage, this.#closing);
      } catch (error) {
        if (isServiceError(error)) await lane.failed(streams, error);
        throw error;
      }
    } finally {
      this.#lanes.release(lane);
    }
  }
}

function drain(call: ClientReadableStream<ReadResp>, onMessage: OnMessage, closing: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const settle = (error?: unknown): void => {
      settled = true;
      closing.removeEventListener('abort', onClosing);
      if (error === undefined) resolve();
      else reject(error as Error);
    };
    const onClosing = (): void => {
      call.cancel();
      settle(closedError());
    };
    call.on('data', (message: ReadResp) => {
      if (settled) return;
      try {
        if (onMessage(message) === 'more') return;
        settle();
      } catch (error) {
        settle(error);
      }
      call.cancel();
    });
    call.on('end', () => settled || settle());
    // A call that we cancelled ends with an error too; it is settled by then. It needs a listener nevertheless.
    call.on('error', (error) => settled || settle(isCancelledByUs(error) ? closedError() : error));
    closing.addEventListener('abort', onClosing, { once: true });
    if (closing.aborted) onClosing();
  });
}
