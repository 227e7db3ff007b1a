import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An address before another one that can be made to answer nothing: for specs of an issuer that is away. */
export interface Barrier {
  readonly url: string;
  /** From now on connections are cut without an answer, or let through again. */
  away(now: boolean): void;
  close(): Promise<void>;
}

/** Passes GET requests on to `target`. */
export async function startBarrier(target: string): Promise<Barrier> {
  let cut = false;
  const server = createServer((request, response) => {
    if (cut) return void request.socket.destroy();
    fetch(target + (request.url ?? '/')).then(
      async (answer) => response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      () => request.socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    away(now) {
      cut = now;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
