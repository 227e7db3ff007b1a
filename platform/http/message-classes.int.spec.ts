import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { test } from 'node:test';
import express from 'express';
import { messageClasses } from './message-classes.ts';
import { listen } from './server.ts';

test('messages have the prototypes of the Express application before it sees them', async () => {
  const app = express();
  const classes = messageClasses(app);
  assert.equal(classes.IncomingMessage?.prototype, app.request);
  assert.equal(classes.ServerResponse?.prototype, app.response);
  const seen: unknown[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    seen.push(Object.getPrototypeOf(request), Object.getPrototypeOf(response));
    app(request, response);
  };
  app.get('/', (request, response) => void response.json({ ip: request.ip }));
  const server = await listen(Object.assign(listener, { request: app.request, response: app.response }), {
    host: '127.0.0.1',
    port: 0,
    name: 'test',
  });
  try {
    const answer = await fetch(server.url);
    assert.deepEqual([answer.status, await answer.json()], [200, { ip: '127.0.0.1' }]);
    assert.deepEqual(seen, [app.request, app.response]);
  } finally {
    await server.close(100);
  }
});

test('a listener that is no Express application gets the messages of node:http', () => {
  assert.deepEqual(
    messageClasses(() => undefined),
    {},
  );
});
