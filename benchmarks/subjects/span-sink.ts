import { createServer } from 'node:http';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from './address.ts';

// Takes spans as Zipkin's collector does, and forgets them: the shop sends what it would send.
serveBench(async () => {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(202).end());
  });
  return { ready: await addressOf(server), close: () => server.closeAllConnections() };
});
