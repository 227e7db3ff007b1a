import { createServer } from 'node:http';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from './address.ts';

export interface Bytes {
  /** Names and values, alternating. */
  readonly headers: readonly string[];
  readonly body: string;
}

// node:http sending the same bytes to whoever asks: what a query would cost if it were no work at all.
serveBench(async ({ headers, body }: Bytes) => {
  const bytes = Buffer.from(body);
  const server = createServer((_request, response) => {
    response.writeHead(200, [...headers]);
    response.end(bytes);
  });
  return { ready: await addressOf(server), close: () => server.closeAllConnections() };
});
