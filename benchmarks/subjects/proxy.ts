import { createServer } from 'node:http';
import { Pool } from 'undici';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from './address.ts';

const hopByHop = new Set(['connection', 'keep-alive', 'transfer-encoding']);

// The least a proxy can be: node:http in front, an undici pool behind, headers and body handed on.
serveBench(async ({ upstream }: { readonly upstream: string }) => {
  const pool = new Pool(upstream, { connections: 128, pipelining: 1 });
  const server = createServer((request, response) => {
    pool.dispatch(
      { path: request.url ?? '/', method: 'GET', headers: request.headers },
      {
        onRequestStart: () => undefined,
        onResponseStart(_controller, status, headers) {
          response.writeHead(status, Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name))));
        },
        onResponseData: (_controller, chunk) => void response.write(chunk),
        onResponseEnd: () => void response.end(),
        onResponseError: () => void response.destroy(),
      },
    );
  });
  return {
    ready: await addressOf(server),
    close: async () => {
      server.closeAllConnections();
      await pool.close();
    },
  };
});
