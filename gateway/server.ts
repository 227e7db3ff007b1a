import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { messageClasses } from '@shop/platform/http/message-classes.ts';
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
