import type { IncomingMessage, RequestListener } from 'node:http';
import { systemIds } from '@shop/platform/ids/system.ts';
import { openingHeader } from '@shop/platform/http/opening-header.ts';
import { Problem } from '@shop/platform/http/problem.ts';
import { requestContext } from '@shop/platform/http/request-context.ts';
import { sendProblem } from '@shop/platform/http/respond.ts';

const headers = { 'Retry-After': '2', [openingHeader]: '1' };

/** More of a body is not read: larger than any a service takes. */
const longestBody = 2 * 1024 * 1024;

/**
 * Answers while a service waits for its engines: alive, not ready and why, and 503 with `Retry-After` to everything
 * else, once its body has been read: whoever still sends could lose the answer. Nothing is half done, since nothing is
 * begun. A body without an end is answered too, and its connection closed.
 */
export function openingListener(waitsFor: () => string): RequestListener {
  return (request, response) => {
    switch (request.url) {
      case '/livez':
        response.writeHead(200, json).end(JSON.stringify({ status: 'alive' }));
        return;
      case '/readyz':
        response.writeHead(503, json).end(JSON.stringify({ status: 'unready', problems: [waitsFor()] }));
        return;
      default: {
        const context = requestContext(request.headers, systemIds);
        const problem = new Problem(503, 'not-ready', 'This service is waiting for its engines.', { headers });
        discardBody(request, () => sendProblem(request, response, problem, context));
      }
    }
  };
}

const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** Calls back once: when the body has ended, or is too long to be read on. Never where the client breaks off. */
function discardBody(request: IncomingMessage, done: () => void): void {
  let left = longestBody;
  const count = (chunk: Buffer): void => {
    left -= chunk.length;
    if (left >= 0) return;
    request.off('data', count).off('end', done).pause();
    done();
  };
  request.on('data', count).on('end', done);
  // A client that breaks off waits for no answer; without a listener the error would be thrown.
  request.on('error', () => undefined);
}
