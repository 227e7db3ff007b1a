import { randomUUID } from 'node:crypto';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { BatchAppendReq, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import { EventStoreUnavailableError } from '../port.ts';
import { batchRequests, type WireAppend } from './append-requests.ts';
import { batchAnswer, type Kept } from './answers.ts';
import type { Conflict } from './errors.ts';
import { uuidText } from './records.ts';

type Call = ClientDuplexStream<BatchAppendReq, BatchAppendResp>;

interface Pending {
  readonly sent: number;
  readonly resolve: (answer: Kept | Conflict) => void;
  readonly reject: (error: unknown) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * One call on which many appends are under way, told apart by an id each. (The client's own append keeps what is under
 * way of all clients in one place: where one connection breaks, the appends of the others fail, and their answers
 * then crash the process.)
 */
export class BatchCall {
  readonly #call: Call;
  readonly #pending = new Map<string, Pending>();
  #heard = 0;
  #sent = 0;
  #writing: Promise<void> = Promise.resolve();
  #ended: Error | undefined;
  #drained: (() => void) | undefined;

  /** `onEnd` is told once, with what ended the call; it takes no more appends then. */
  constructor(call: Call, onEnd: (error: Error) => void) {
    this.#call = call;
    const end = (error: Error): void => {
      if (this.#ended) return;
      this.#ended = error;
      this.#drained?.();
      onEnd(error);
      for (const [id, { reject }] of [...this.#pending]) this.#settle(id, () => reject(error));
    };
    call.on('data', (response: BatchAppendResp) => this.#answer(response));
    call.on('drain', () => this.#drained?.());
    call.on('error', end);
    call.on('end', () => end(new EventStoreUnavailableError('EventStoreDB ended the call for appends')));
  }

  /** The server's answer. Rejects with the call's error, or where nothing is answered in `timeout` milliseconds. */
  append(append: WireAppend, timeout: number): Promise<Kept | Conflict> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = randomUUID();
      const sent = ++this.#sent;
      const timer = setTimeout(() => this.#timeOut(id), timeout);
      this.#pending.set(id, { sent, resolve, reject, timer });
      const deadline = new Date(Date.now() + timeout);
      this.#writing = this.#writing.then(() => this.#write(batchRequests(append, id, deadline)));
    });
  }

  /** Ends the call; what is under way fails. */
  cancel(): void {
    this.#call.cancel();
  }

  async #write(requests: Iterable<BatchAppendReq>): Promise<void> {
    for (const request of requests) {
      if (this.#ended) return;
      if (this.#call.write(request)) continue;
      await new Promise<void>((resolve) => (this.#drained = resolve));
    }
  }

  #answer(response: BatchAppendResp): void {
    const id = uuidText(response.getCorrelationId());
    const pending = this.#pending.get(id);
    // The answer of an append that was given up comes to nobody.
    if (!pending) return;
    this.#heard = Math.max(this.#heard, pending.sent);
    this.#settle(id, () => {
      try {
        pending.resolve(batchAnswer(response));
      } catch (error) {
        pending.reject(error);
      }
    });
  }

  #timeOut(id: string): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    this.#settle(id, () => pending.reject(new EventStoreUnavailableError('EventStoreDB did not answer the append in time')));
    // Nothing sent since was answered either: the call is dead, and whoever comes next needs another.
    if (this.#heard < pending.sent) this.cancel();
  }

  #settle(id: string, settle: () => void): void {
    clearTimeout(this.#pending.get(id)?.timer);
    this.#pending.delete(id);
    settle();
  }
}
