import { createServer, type RequestListener, type Server } from 'node:http';
import { messageClasses } from './message-classes.ts';

export interface RunningServer {
  readonly url: string;
  readonly port: number;
  /** Accepts nothing new, lets what is under way finish (at most `milliseconds`), then closes. */
  close(milliseconds?: number): Promise<void>;
}

/** The address is taken; `message` is fit for people. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/**
 * How many connections may wait to be accepted: the operating system's own limit on Linux. Node's 511 is overrun when
 * hundreds of clients connect at once, and those that were too many find their connection reset.
 */
export const acceptQueue = 4_096;

/** Listens on one address; throws {@link PortInUseError} where somebody else does. Port 0 takes a free one. */
export async function listen(
  listener: RequestListener,
  options: { readonly host: string; readonly port: number; readonly name: string },
): Promise<RunningServer> {
  // Idle connections are kept longer than proxies keep theirs, so that ours is never the side that closes first.
  const timeouts = { keepAliveTimeout: 70_000, headersTimeout: 20_000, requestTimeout: 60_000 };
  const server = createServer({ ...messageClasses(listener), ...timeouts }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        taken
          ? new PortInUseError(
              `${options.name} cannot listen on ${options.host}:${options.port}: ${error.code === 'EACCES' ? 'not permitted' : 'the port is in use'}.`,
            )
          : error,
      );
    });
    server.listen(options.port, options.host, acceptQueue, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : options.port;
  return { url: `http://${options.host}:${port}`, port, close: (milliseconds = 8_000) => close(server, milliseconds) };
}

async function close(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), milliseconds);
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(late);
  clearInterval(sweep);
}
