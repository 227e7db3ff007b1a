import type { Pool } from 'undici';

export interface GetOptions {
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

export interface GotAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** A GET of our own at an instance: no redirects. Rejects on failure, after `timeoutMs`, or beyond `maxBytes`. */
export function get(pool: Pool, path: string, { timeoutMs, maxBytes }: GetOptions): Promise<GotAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let status = 0;
    let size = 0;
    let abort = (_error: Error): void => undefined;
    const timer = setTimeout(() => {
      const error = new Error(`no answer within ${timeoutMs} ms`);
      abort(error);
      reject(error);
    }, timeoutMs);
    pool.dispatch(
      { path, method: 'GET', headers: ['accept', 'application/json'] },
      {
        onRequestStart(controller) {
          abort = (error) => controller.abort(error);
        },
        onResponseStart(_controller, code) {
          status = code;
        },
        onResponseData(_controller, chunk) {
          size += chunk.length;
          if (size > maxBytes) abort(new RangeError(`an answer of more than ${maxBytes} bytes`));
          else chunks.push(chunk);
        },
        onResponseEnd() {
          clearTimeout(timer);
          resolve({ status, body: Buffer.concat(chunks) });
        },
        onResponseError(_controller, error) {
          clearTimeout(timer);
          reject(error);
        },
      },
    );
  });
}
