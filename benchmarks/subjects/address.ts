import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port of loopback; answers the URL. */
export async function addressOf(server: Server): Promise<string> {
  server.keepAliveTimeout = 70_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', 1_024, resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
