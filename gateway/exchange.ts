import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Principal } from '@shop/platform/auth/principal.ts';
import type { Problem } from '@shop/platform/http/problem.ts';
import type { ReceivedHeaders } from './received-headers.ts';
import type { RequestTarget } from './request-target.ts';
import type { Operation } from './resources.ts';
import type { Route } from './routes.ts';
import { type TraceContext, traceContext } from './trace-context.ts';

const noHeaders: ReceivedHeaders = { values: new Map(), forward: [], repeated: null };

/** One request on its way through the gateway, and what the policies found out about it. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly startedAt = performance.now();
  /** The client still waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1). */
  expectsContinue = false;
  headers = noHeaders;
  correlationId = '';
  trace: TraceContext;
  target: RequestTarget = { path: '', query: '' };
  route: Route | null = null;
  operation: Operation | null = null;
  principal: Principal | null = null;
  /** Why the token was not accepted; told after the limits have been looked at. */
  tokenProblem: Problem | null = null;
  /** Names and values, alternating, that go with whatever is answered. */
  readonly answerHeaders: string[] = [];

  constructor(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) {
    this.request = request;
    this.response = response;
    this.expectsContinue = expectsContinue;
    this.trace = noTrace;
  }

  /** Whether the method promises to change nothing (RFC 9110, 9.2.1). */
  get isRead(): boolean {
    const { method } = this.request;
    return method === 'GET' || method === 'HEAD';
  }
}

const noTrace = traceContext(undefined);

/** A request in the pipeline. */
export interface GatewayRequest extends IncomingMessage {
  exchange: Exchange;
}

/** Hands the request on, or the error that ends it. */
export type Next = (error?: unknown) => void;

/** A step of the pipeline; it answers, or calls `next` once. What it throws is answered as a problem. */
export type Step = (request: GatewayRequest, response: ServerResponse, next: Next) => void;
