import type { ServerResponse } from 'node:http';
import { notFound } from '@shop/platform/http/problem.ts';
import type { DocsPage } from '../openapi/docs-page.ts';
import type { ApiDescription } from '../openapi/api-description.ts';
import type { Exchange, Step } from '../exchange.ts';

export interface DocumentOptions {
  readonly api: ApiDescription;
  readonly docs: DocsPage;
}

interface OwnAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** Answers what the gateway itself has: the API's description and the page that shows it. */
export function document({ api, docs }: DocumentOptions): Step {
  return (request, response, next) => {
    const { exchange } = request;
    if (exchange.operation?.service !== 'gateway') return next();
    const { path } = exchange.target;
    const answer = path === '/api/v1/openapi.json' ? api.answer() : docs.answer(path);
    answer.then((found) => {
      if (found === null) next(notFound('page'));
      else send(exchange, response, found);
    }, next);
  };
}

function send({ answerHeaders }: Exchange, response: ServerResponse, { status, headers, body }: OwnAnswer): void {
  const all = [...answerHeaders, ...headers, 'Content-Length', String(body.length), 'X-Content-Type-Options', 'nosniff'];
  response.writeHead(status, all).end(body);
}
