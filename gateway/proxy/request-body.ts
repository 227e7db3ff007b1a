import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import { bodyTooLarge } from '../plugin/check-body.ts';

/** Bodies up to this size are read before anything is sent, so that they can be sent again. */
export const replayableBytes = 64 * 1024;

/** The body of one request: null for none, bytes that are here already, or a stream that can be begun once. */
export type RequestBody = null | Buffer | StreamedBody;

/** A body too large to be kept, handed on as it comes, at most `limit` bytes. */
export class StreamedBody {
  /** Something of it has been read, so that it cannot be sent again. */
  touched = false;
  /** What ended it before its time: too large (a `Problem`), or the client broke off. */
  failure: unknown = null;
  readonly #request: IncomingMessage;
  readonly #limit: number;

  constructor(request: IncomingMessage, limit: number) {
    this.#request = request;
    this.#limit = limit;
  }

  /** A stream for one attempt; reads nothing until it is read itself. */
  open(): Readable {
    return Readable.from(this.#chunks(), { objectMode: false });
  }

  async *#chunks(): AsyncGenerator<Buffer> {
    this.touched = true;
    let size = 0;
    try {
      for await (const chunk of this.#request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > this.#limit) throw bodyTooLarge(this.#limit);
        yield chunk;
      }
    } catch (error) {
      this.failure = error;
      throw error;
    }
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
