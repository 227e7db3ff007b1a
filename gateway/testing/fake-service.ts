import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it reached a service. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface FakeService extends AsyncDisposable {
  readonly origin: string;
  /** Requests read to their end, in the order of their ends; health and OpenAPI are not among them. */
  readonly seen: readonly Seen[];
  /** Requests whose headers have come. */
  readonly arrived: () => number;
  /** Answers with this from now on; by default 200 and what was asked. */
  handle(handler: Handler | null): void;
  /** What /livez answers. */
  live(status: number): void;
  /** Stops listening and cuts every connection. */
  stop(): Promise<void>;
  /** Listens again where it did before. */
  restart(): Promise<void>;
}

/** A service on a free port of loopback that tells what reached it. */
export async function startFakeService(name: string, document: object = {}): Promise<FakeService> {
  const seen: Seen[] = [];
  let arrived = 0;
  let liveStatus = 200;
  let handler: Handler | null = null;
  const server = createServer(async (request, response) => {
    if (request.url === '/livez') return void response.writeHead(liveStatus).end();
    if (request.url === '/openapi.json') return json(response, 200, document);
    arrived++;
    if (handler) return handler(request, response);
    const body = await bodyOf(request);
    if (body === null) return;
    seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    json(response, 200, { service: name, method: request.method, url: request.url });
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    if (server.listening) await new Promise((resolve) => server.close(resolve));
  };
  return {
    origin: `http://127.0.0.1:${port}`,
    seen,
    arrived: () => arrived,
    handle: (next) => (handler = next),
    live: (status) => (liveStatus = status),
    stop,
    restart: () => listen(port),
    [Symbol.asyncDispose]: stop,
  };
}

/** Sends JSON. */
export function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
}

/** The whole body; null where the sender broke off. */
export async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  } catch {
    return null;
  }
  return Buffer.concat(chunks).toString('utf8');
}
