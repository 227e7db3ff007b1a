import { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Ids } from '@shop/platform/ids/port.ts';
import { Problem, problemDocument } from '@shop/platform/http/problem.ts';
import { traceContext } from './trace-context.ts';

/** Answers what is no HTTP request (or none that came whole, in time and of bearable size) and ends the connection. */
export function answerBrokenRequest(socket: Duplex, error: NodeJS.ErrnoException, ids: Ids): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  // An answer may have begun on this connection: a second one would be read as part of it.
  if (answerOf(socket)?.headersSent) {
    setImmediate(() => socket.end(() => socket.destroy()));
    return;
  }
  const problem = problemOf(error.code);
  const correlationId = ids.next();
  const { traceId } = traceContext(undefined);
  const body = JSON.stringify(problemDocument(problem, { instance: '/', traceId, correlationId }));
  const head = [
    `HTTP/1.1 ${problem.status} ${problem.code}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Correlation-Id: ${correlationId}`,
    'Cache-Control: private, no-store',
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** The answer under way on a connection; Node keeps it there. */
function answerOf(socket: Duplex): ServerResponse | null {
  return '_httpMessage' in socket && socket._httpMessage instanceof ServerResponse ? socket._httpMessage : null;
}

function problemOf(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new Problem(431, 'headers-too-large', 'The request line and headers are larger than 16 KiB.');
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return new Problem(413, 'body-too-large', 'The chunk extensions are too large.');
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new Problem(408, 'request-timeout', 'The request did not come whole in time.');
    default:
      return new Problem(400, 'malformed-request', 'This is not a well-formed HTTP request.');
  }
}
