import express from 'express';
import { createServer } from 'node:http';
import { serveBench } from '../harness/serve.ts';
import { addressOf } from './address.ts';

// Express that reads an order and sends it back: what every Express service pays before it does anything.
serveBench(async () => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.post('/api/v1/orders', express.json(), (request, response) => {
    response.status(202).json(request.body);
  });
  const server = createServer(app);
  return { ready: await addressOf(server), close: () => server.closeAllConnections() };
});
