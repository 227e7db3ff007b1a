import type { RequestListener } from 'node:http';
import { systemIds } from '@shop/platform/ids/system.ts';
import { openingHeader } from '@shop/platform/http/opening-header.ts';
import { Problem } from '@shop/platform/http/problem.ts';
import { requestContext } from '@shop/platform/http/request-context.ts';
import { sendProblem } from '@shop/platform/http/respond.ts';

const headers = { 'Retry-After': '2', [openingHeader]: '1' };

/**
 * Answers while a service waits for its engines: alive, not ready and why, and 503 with `Retry-After` to everything
 * else. Nothing is half done, since nothing is begun.
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
        sendProblem(request, response, problem, context);
      }
    }
  };
}

const json = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };
