import type { Exchange, Step } from '../exchange.ts';
import { Forwarding } from '../proxy/forwarding.ts';
import { readSmallBody, replayableBytes, StreamedBody } from '../proxy/request-body.ts';
import type { Upstreams } from '../proxy/upstreams.ts';

export interface ForwardOptions {
  readonly upstreams: Upstreams;
  /** How long a service may take to begin its answer, milliseconds; `Prefer: wait` (seconds) is added. */
  readonly timeoutMs: number;
  /** Largest body, bytes. */
  readonly bodyLimit: number;
}

const longestWaitSeconds = 30;
const waitForm = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i;

/** Sends the request to its service and streams the answer back. */
export function forward({ upstreams, timeoutMs, bodyLimit }: ForwardOptions): Step {
  return (request, response, next) => {
    const { exchange } = request;
    const service = exchange.operation?.service;
    if (service === undefined || service === 'gateway') return next();
    const forwarding = new Forwarding(exchange, upstreams.get(service), timeoutMs + waitMs(exchange), next);
    response.once('close', () => {
      if (!response.writableFinished) forwarding.cancel();
    });
    sendBody(exchange, forwarding, bodyLimit);
  };
}

function sendBody(exchange: Exchange, forwarding: Forwarding, limit: number): void {
  const { request, response, headers, isRead, expectsContinue } = exchange;
  const length = headers.values.get('content-length');
  const chunked = headers.values.has('transfer-encoding');
  // A body has no meaning in a read (RFC 9110, 9.3.1): it is not sent on.
  if (isRead || (!chunked && (length === undefined || Number(length) === 0))) return forwarding.send(null);
  if (expectsContinue) {
    response.writeContinue();
    exchange.expectsContinue = false;
  }
  if (!chunked && Number(length) <= replayableBytes) readSmallBody(request, (body) => forwarding.send(body));
  else forwarding.send(new StreamedBody(request, limit));
}

function waitMs({ headers }: Exchange): number {
  const prefer = headers.values.get('prefer');
  const seconds = prefer === undefined ? 0 : Number(waitForm.exec(prefer)?.[1] ?? 0);
  return Math.min(seconds, longestWaitSeconds) * 1_000;
}
