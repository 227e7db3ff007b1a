import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { bodyTooLarge } from '../plugin/check-body.ts';

/** Bodies up to this size are read before anything is sent, so that they can be sent again. */
export const replayableBytes = 64 * 1024;

/** The body of one request: null for none, bytes that are here already, or a stream that can be begun once. */
export type RequestBody = null | Buffer | StreamedBody;

/** How much of a body is read at most; a client that sends more after its answer has its connection closed. */
const longestRead = 16 * 1024 * 1024;

/**
 * A body too large to be kept, handed on as it comes, at most `limit` bytes. What is left of it when an attempt lets
 * go of it is read and forgotten, so that the client's connection serves the next request; the server's time for a
 * whole request and `longestRead` bound that.
 */
export class StreamedBody {
  /** Something of it has been read, so that it cannot be sent again. */
  touched = false;
  /** What ended it before its time: too large (a `Problem`), or the client broke off. */
  failure: unknown = null;
  readonly #request: IncomingMessage;
  readonly #limit: number;
  #size = 0;

  constructor(request: IncomingMessage, limit: number) {
    this.#request = request;
    this.#limit = limit;
  }

  /** A stream for one attempt; reads nothing until it is read itself. */
  open(): Readable {
    const stream: Readable = new Readable({
      read: () => (this.touched ? void this.#request.resume() : this.#begin(stream)),
      destroy: (error, done) => {
        // Node reads what is left of a body only where nobody has begun to read it.
        if (this.touched) this.#request.resume();
        done(error);
      },
    });
    return stream;
  }

  #begin(stream: Readable): void {
    this.touched = true;
    const fail = (error: Error): void => {
      if (stream.destroyed) return;
      this.failure = error;
      stream.destroy(error);
    };
    this.#request.on('error', fail);
    this.#request.on('end', () => stream.destroyed || stream.push(null));
    this.#request.on('data', (chunk: Buffer) => {
      this.#size += chunk.length;
      if (this.#size > longestRead) this.#request.destroy();
      else if (this.#size > this.#limit) fail(bodyTooLarge(this.#limit));
      else if (!stream.destroyed && !stream.push(chunk)) this.#request.pause();
    });
  }
}

/** Reads a body of known, small length whole. Never calls back where the client breaks off. */
export function readSmallBody(request: IncomingMessage, done: (body: Buffer) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)));
  // A client that breaks off is noticed by the response's 'close'; without a listener the error would be thrown.
  request.on('error', () => undefined);
}
