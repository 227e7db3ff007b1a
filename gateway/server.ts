import { createServer, IncomingMessage, type Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { acceptQueue, PortInUseError } from '@shop/platform/http/server.ts';
import type { EngineApp } from './engine/engine.ts';

export interface ServerOptions {
  readonly maxConnections: number;
  /** How long a client may take to send its headers, milliseconds. */
  readonly headersTimeout: number;
  readonly onRequest: (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => void;
  readonly onBrokenRequest: (socket: Duplex, error: NodeJS.ErrnoException) => void;
}

/**
 * The public server. Slow clients cannot hold it: a bounded time for the headers, 30 s for a whole request, 16 KiB of
 * headers, and a connection on which nothing moves for 75 s ends (longer than any `Prefer: wait`).
 */
export function createGatewayServer(app: EngineApp, options: ServerOptions): Server {
  const server = createServer({
    ...messageClasses(app),
    headersTimeout: options.headersTimeout,
    requestTimeout: 30_000,
    connectionsCheckingInterval: options.headersTimeout / 5,
    keepAliveTimeout: 70_000,
    maxHeaderSize: 16 * 1024,
    insecureHTTPParser: false,
    joinDuplicateHeaders: false,
  });
  server.timeout = 75_000;
  server.maxConnections = options.maxConnections;
  server.on('request', (request, response) => options.onRequest(request, response, false));
  server.on('checkContinue', (request, response) => options.onRequest(request, response, true));
  // RFC 9110, 10.1.1: an expectation that is not known may be ignored.
  server.on('checkExpectation', (request, response) => options.onRequest(request, response, false));
  server.on('clientError', (error, socket) => options.onBrokenRequest(socket, error));
  return server;
}

/**
 * Express gives every request and response the application's prototypes; changing an object's prototype makes
 * the engine slow. Messages made with those prototypes from the beginning are left as they are.
 */
function messageClasses(app: EngineApp) {
  return {
    IncomingMessage: withPrototype(IncomingMessage, app.request),
    ServerResponse: withPrototype(ServerResponse, app.response),
  };
}

function withPrototype<T extends abstract new (...parts: never[]) => object>(base: T, prototype: object): T {
  function Made(...parts: never[]): object {
    return Reflect.construct(base, parts, Made) as object;
  }
  Made.prototype = prototype;
  Object.setPrototypeOf(Made, base);
  return Made as unknown as T;
}

/** Listens; throws {@link PortInUseError} where somebody else does. Answers the port. */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE')
        reject(new PortInUseError(`gateway cannot listen on ${host}:${port}: the port is in use.`));
      else if (error.code === 'EACCES') reject(new PortInUseError(`gateway cannot listen on ${host}:${port}: not permitted.`));
      else reject(error);
    });
    server.listen(port, host, acceptQueue, resolve);
  });
  const address = server.address();
  return typeof address === 'object' && address ? address.port : port;
}

/** Accepts nothing new and lets what is under way finish, at most `milliseconds`; then cuts what is left. */
export async function drain(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const late = setTimeout(() => server.closeAllConnections(), milliseconds);
  // Connections become idle one after the other as their answers end.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await closed;
  clearTimeout(late);
  clearInterval(sweep);
}
