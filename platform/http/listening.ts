import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a server listens. */
export interface ListenAt {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Who listens, as people call it: `the service order-queries`. */
  readonly name: string;
}

/** The address is taken or not permitted; `message` is fit for people. */
export class PortInUseError extends Error {
  override readonly name = 'PortInUseError';
}

/**
 * How many connections may wait to be accepted: the operating system's own limit on Linux. Node's 511 is overrun when
 * hundreds of clients connect at once, and those that were too many find their connection reset.
 */
const acceptQueue = 4_096;
const reasons = new Map([
  ['EADDRINUSE', 'the port is in use'],
  ['EACCES', 'not permitted'],
]);

/** Listens on one address and answers the port. Throws {@link PortInUseError} where somebody else does. */
export async function startListening(server: Server, { host, port, name }: ListenAt): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const why = reasons.get(error.code ?? '');
      reject(why === undefined ? error : new PortInUseError(`${name} cannot listen on ${host}:${port}: ${why}.`));
    };
    server.once('error', fail);
    server.listen(port, host, acceptQueue, () => {
      server.off('error', fail);
      resolve();
    });
  });
  return (server.address() as AddressInfo).port;
}

/** Accepts nothing new and lets what is under way finish, at most `milliseconds`; then cuts what is left. */
export async function drain(server: Server, milliseconds: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), milliseconds);
  // Connections become idle one after the other as their answers end.
  const sweep = setInterval(() => server.closeIdleConnections(), 20);
  await closed;
  clearTimeout(late);
  clearInterval(sweep);
}
