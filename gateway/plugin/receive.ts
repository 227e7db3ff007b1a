import type { Ids } from '@shop/platform/ids/port.ts';
import type { Step } from '../exchange.ts';
import { readHeaders } from '../received-headers.ts';
import { traceContext } from '../trace-context.ts';

const correlationForm = /^[A-Za-z0-9._-]{1,128}$/;

/**
 * Reads the headers, takes over or makes the correlation id, goes on with or begins the trace. Comes first:
 * every answer tells the correlation id.
 */
export function receive(ids: Ids): Step {
  return (request, _response, next) => {
    const { exchange } = request;
    const headers = readHeaders(request.rawHeaders);
    const correlation = headers.values.get('x-correlation-id');
    exchange.headers = headers;
    exchange.correlationId = correlation !== undefined && correlationForm.test(correlation) ? correlation : ids.next();
    exchange.trace = traceContext(headers.values.get('traceparent'));
    exchange.answerHeaders.push('X-Correlation-Id', exchange.correlationId);
    next();
  };
}
