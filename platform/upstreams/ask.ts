import type { Dispatcher, Pool } from 'undici';
import { type FailureKind, failureKind } from './failure-kind.ts';

/** A request whose answer is wanted whole. */
export interface Ask {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Names and values, alternating. */
  readonly headers: readonly string[];
  readonly body?: string;
  /** Until the last byte of the answer, connecting included. */
  readonly timeoutMs: number;
  /** Largest body of an answer. */
  readonly maxBytes: number;
}

export interface Answer {
  readonly status: number;
  /** Seconds of a Retry-After header; null where there is none that is a number. */
  readonly retryAfterSeconds: number | null;
  readonly body: Buffer;
}

/** No answer came, or not a whole one. */
export class AskFailedError extends Error {
  override readonly name = 'AskFailedError';
  readonly kind: FailureKind;

  constructor(kind: FailureKind, cause: Error) {
    super(`${kind}: ${cause.message}`, { cause });
    this.kind = kind;
  }
}

/** The instance answers with more than anybody wants to hold. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/** Asks one instance; redirects are not followed. Throws {@link AskFailedError} or {@link AnswerTooLargeError}. */
export function ask(pool: Pool, { method, path, headers, body, timeoutMs, maxBytes }: Ask): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const answer = { status: 0, retryAfterSeconds: null as number | null };
    let size = 0;
    let sent = false;
    let over = false;
    let controller: Dispatcher.DispatchController | null = null;
    const fail = (error: Error): void => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      reject(error);
      controller?.abort(error);
    };
    const timer = setTimeout(() => {
      fail(new AskFailedError(sent ? 'timeout' : 'connect', new Error(`no answer within ${timeoutMs} ms`)));
    }, timeoutMs);
    pool.dispatch(
      { path, method, headers: [...headers], body: body ?? null },
      {
        onRequestStart(begun) {
          sent = true;
          controller = begun;
          // Given up while it waited for its connection.
          if (over) begun.abort(new Error('nobody waits for it'));
        },
        onResponseStart(_controller, status, received) {
          answer.status = status;
          const seconds = Number(received['retry-after'] ?? Number.NaN);
          answer.retryAfterSeconds = Number.isFinite(seconds) ? seconds : null;
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > maxBytes) fail(new AnswerTooLargeError(`an answer of more than ${maxBytes} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          if (over) return;
          over = true;
          clearTimeout(timer);
          resolve({ ...answer, body: Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          fail(new AskFailedError(failureKind(error, sent), error));
        },
      },
    );
  });
}

/** A GET of our own at an instance, for JSON. Throws as {@link ask} does. */
export function get(pool: Pool, path: string, limits: Pick<Ask, 'timeoutMs' | 'maxBytes'>): Promise<Answer> {
  return ask(pool, { method: 'GET', path, headers: ['accept', 'application/json'], ...limits });
}
