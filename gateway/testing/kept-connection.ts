import { Agent, request as httpRequest } from 'node:http';

export interface KeptAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  /** Of the client's side of the connection: the same for requests on one connection. */
  readonly port: number | undefined;
  readonly milliseconds: number;
}

export interface KeptConnection extends Disposable {
  /**
   * Sends a body in pieces: by length, or in chunks where the headers say so. After the first piece it waits for the
   * answer where `early`, else for a moment.
   */
  ask(
    method: string,
    headers?: Readonly<Record<string, string>>,
    pieces?: readonly string[],
    early?: boolean,
  ): Promise<KeptAnswer>;
}

/** A client that has one connection and keeps it; its requests come one after the other. */
export function keptConnection(url: string): KeptConnection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async ask(method, headers = {}, pieces = [], early = false) {
      const began = performance.now();
      const request = httpRequest(url, { agent, method, headers: { ...headers, ...lengthOf(headers, pieces) } });
      const begun = Promise.withResolvers<void>();
      const answered = new Promise<KeptAnswer>((resolve, reject) => {
        request.once('error', reject);
        request.once('close', () => begun.resolve());
        request.once('response', (response) => {
          begun.resolve();
          const milliseconds = performance.now() - began;
          const { statusCode: status = 0, socket } = response;
          const answer = { status, retryAfter: response.headers['retry-after'], port: socket.localPort, milliseconds };
          response.resume().once('error', reject);
          // Free only once the request has been sent to its end too.
          request.once('close', () => resolve(answer));
        });
      });
      answered.catch(() => undefined);
      const [first, ...rest] = pieces;
      if (first !== undefined) {
        request.write(first);
        await (early ? begun.promise : new Promise((resolve) => setTimeout(resolve, 50)));
      }
      for (const piece of rest) request.write(piece);
      request.end();
      return answered;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

function lengthOf(headers: Readonly<Record<string, string>>, pieces: readonly string[]): Record<string, string> {
  if (pieces.length === 0 || 'Transfer-Encoding' in headers) return {};
  return { 'Content-Length': String(pieces.join('').length) };
}
