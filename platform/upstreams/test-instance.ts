import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drain } from '../http/listening.ts';

/** A request as it reached an instance. */
export interface Seen {
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Handler = (response: ServerResponse, seen: Seen) => void;

/** An instance of some service for tests: it can be killed, hang, and come back. */
export interface TestInstance extends AsyncDisposable {
  readonly origin: string;
  /** Requests read whole; /livez is not among them. */
  readonly seen: readonly Seen[];
  /** Answers with this from now on; by default 200 and `{}`. */
  handle(handler: Handler): void;
  /** Takes requests and answers none, /livez neither, until told otherwise; like a stopped process. */
  hang(hangs: boolean): void;
  /** What /livez answers. */
  live(status: number): void;
  /** Stops listening and cuts every connection, as kill -9 does. */
  kill(): Promise<void>;
  /** Takes nothing new and lets what is under way finish, as a service does at SIGTERM. */
  stop(): Promise<void>;
  /** Listens again where it did before. */
  restart(): Promise<void>;
}

/** Sends JSON. */
export function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** Starts an instance on a free loopback port. */
export async function startTestInstance(first: Handler = (response) => answer(response, 200, {})): Promise<TestInstance> {
  const seen: Seen[] = [];
  let handler = first;
  let hangs = false;
  let liveStatus = 200;
  const server = createServer(async (request, response) => {
    if (hangs) return;
    if (request.url === '/livez') return void response.writeHead(liveStatus).end();
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const one = { url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString('utf8') };
    seen.push(one);
    handler(response, one);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const kill = async (): Promise<void> => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    handle: (next) => (handler = next),
    hang: (next) => (hangs = next),
    live: (status) => (liveStatus = status),
    kill,
    stop: () => drain(server, 5_000),
    restart: () => listen(port),
    [Symbol.asyncDispose]: kill,
  };
}
