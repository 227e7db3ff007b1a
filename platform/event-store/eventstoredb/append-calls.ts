import type { AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { singleRequests, type WireAppend } from './append-requests.ts';
import { type Kept, singleAnswer, tooLarge } from './answers.ts';
import { BatchCall } from './batch-call.ts';
import { type Conflict, conflictOf, isServiceError, isUnimplemented, trailer } from './errors.ts';
import type { Lanes } from './lanes.ts';

/** Sends appends: all on one call, or each on its own where the server is older than that (21.10). */
export class AppendCalls {
  readonly #lanes: Lanes;
  readonly #deadline: number;
  #batch: Promise<BatchCall> | undefined;
  #oneByOne = false;

  /** `deadline`: milliseconds for one append. */
  constructor(lanes: Lanes, deadline: number) {
    this.#lanes = lanes;
    this.#deadline = deadline;
  }

  /** What the server answers. Rejects with the call's own error where it does not; the outcome is not known then. */
  async append(append: WireAppend): Promise<Kept | Conflict> {
    if (this.#oneByOne) return this.#single(append);
    try {
      this.#batch ??= this.#open();
      return await (await this.#batch).append(append, this.#deadline);
    } catch (error) {
      if (!isUnimplemented(error)) throw error;
      this.#oneByOne = true;
      return this.#single(append);
    }
  }

  async #open(): Promise<BatchCall> {
    const lane = this.#lanes.take();
    const forget = (): void => {
      this.#batch = undefined;
      this.#lanes.release(lane);
    };
    try {
      const streams = await lane.connect();
      return new BatchCall(streams.batchAppend(...lane.arguments()), (error) => {
        void lane.failed(streams, error);
        forget();
      });
    } catch (error) {
      forget();
      throw error;
    }
  }

  async #single(append: WireAppend): Promise<Kept | Conflict> {
    const lane = this.#lanes.take();
    try {
      const streams = await lane.connect();
      const [metadata, options] = lane.arguments(this.#deadline);
      try {
        const response = await new Promise<AppendResp>((resolve, reject) => {
          const call = streams.append(metadata, options, (error, answer) => (error ? reject(error) : resolve(answer)));
          // The callback tells the same error; the stream's must be listened to nevertheless.
          call.on('error', reject);
          for (const request of singleRequests(append)) call.write(request);
          call.end();
        });
        return singleAnswer(response);
      } catch (error) {
        const conflict = conflictOf(error);
        if (conflict) return conflict;
        if (trailer(error, 'exception') === 'maximum-append-size-exceeded') {
          throw tooLarge(trailer(error, 'maximum-append-size'));
        }
        if (isServiceError(error)) await lane.failed(streams, error);
        throw error;
      }
    } finally {
      this.#lanes.release(lane);
    }
  }

  /** Ends the call that waits for appends. */
  async close(): Promise<void> {
    const batch = await this.#batch?.catch(() => undefined);
    batch?.cancel();
  }
}
