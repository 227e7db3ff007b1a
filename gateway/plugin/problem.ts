import { Problem, problemDocument } from '@shop/platform/http/problem.ts';
import type { Exchange } from '../exchange.ts';

/** How long and how much of a refused body is still read, so that the client can read our answer before the end. */
const lingerMs = 1_000;
const lingerBytes = 16 * 1024 * 1024;

/** What a client is told of an error; what is not meant for clients is a 500 without a word of it. */
export function problemOf(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(500, 'internal', 'Something went wrong on our side.');
}

/** Answers with a problem document (RFC 9457). Where the answer has begun already, the connection is cut. */
export function sendProblem(exchange: Exchange, problem: Problem): void {
  const { request, response, correlationId, trace } = exchange;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const instance = exchange.target.path || ((request.url ?? '/').split('?', 1)[0] ?? '/');
  const body = Buffer.from(JSON.stringify(problemDocument(problem, { instance, traceId: trace.traceId, correlationId })));
  const headers = [
    ...exchange.answerHeaders,
    ...Object.entries(problem.headers).flat(),
    ...['Cache-Control', 'private, no-store', 'X-Content-Type-Options', 'nosniff'],
    ...['Content-Type', 'application/problem+json', 'Content-Length', String(body.length)],
  ];
  if (request.complete || exchange.isRead) {
    response.writeHead(problem.status, headers).end(body);
    return;
  }
  response.writeHead(problem.status, [...headers, 'Connection', 'close']);
  // A client told not to send its body has sent nothing to be read.
  if (exchange.expectsContinue) response.end(body);
  else linger(exchange, body);
}

/** Closing while the client still sends would reset the connection and could take our answer from it. */
function linger({ request, response }: Exchange, body: Buffer): void {
  let read = 0;
  const end = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(end, lingerMs);
  request.on('data', (chunk: Buffer) => {
    read += chunk.length;
    if (read > lingerBytes) end();
  });
  request.once('end', end).once('error', end).once('close', end);
  response.write(body);
}
