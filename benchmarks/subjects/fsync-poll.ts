import { open } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from './address.ts';

// One fsync and one poll: a command is written and synced before it is answered, a query is answered at once.
serveBench(async ({ folder }: { readonly folder: string }) => {
  const file = await open(join(folder, 'log'), 'a');
  const server = createServer((request, response) => {
    if (request.method === 'GET') return void response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      keep(Buffer.concat(chunks), response).catch(() => response.destroy());
    });
  });

  async function keep(body: Buffer, response: ServerResponse): Promise<void> {
    await file.appendFile(body);
    await file.datasync();
    response.writeHead(202, { location: '/api/v1/orders/1', 'consistency-token': 'order-1@0' }).end('{}');
  }
  return {
    ready: await addressOf(server),
    close: () => {
      server.closeAllConnections();
      return file.close();
    },
  };
});
