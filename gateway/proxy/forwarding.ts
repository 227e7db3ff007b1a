import type { IncomingHttpHeaders } from 'node:http';
import { openingHeader } from '@shop/platform/http/opening-header.ts';
import { failureKind } from '@shop/platform/upstreams/failure-kind.ts';
import type { Instance } from '@shop/platform/upstreams/instance.ts';
import type { Upstream } from '@shop/platform/upstreams/upstream.ts';
import type { Dispatcher } from 'undici';
import type { Exchange, Next } from '../exchange.ts';
import { answerHeaders } from './answer-headers.ts';
import { failureProblem } from './failure.ts';
import { type RequestBody, StreamedBody } from './request-body.ts';
import { mayRetry } from './retry.ts';

const bodyTimeoutMs = 30_000;
/** Answers up to this size that have come whole go out as one string: Node sends it with the headers in one write. */
const oneWriteBytes = 16 * 1024;

/** One request on its way to a service and back: at most two attempts, the answer streamed as it comes. */
export class Forwarding implements Dispatcher.DispatchHandler {
  readonly #exchange: Exchange;
  readonly #upstream: Upstream;
  readonly #headersTimeout: number;
  readonly #next: Next;
  readonly #headers: string[];
  #body: RequestBody = null;
  #instance: Instance | null = null;
  #controller: Dispatcher.DispatchController | null = null;
  #attempts = 0;
  #sent = false;
  #gone = false;
  /** The answer under way is not for the client and broken off: another instance is asked. */
  #elsewhere = false;
  #length = -1;

  constructor(exchange: Exchange, upstream: Upstream, headersTimeout: number, next: Next) {
    this.#exchange = exchange;
    this.#upstream = upstream;
    this.#headersTimeout = headersTimeout;
    this.#next = next;
    this.#headers = exchange.headers.forward;
    this.#headers.push('x-correlation-id', exchange.correlationId, 'traceparent', exchange.trace.traceparent);
  }

  /** Sends the request with this body. */
  send(body: RequestBody): void {
    this.#body = body;
    const length = body instanceof StreamedBody ? this.#exchange.headers.values.get('content-length') : undefined;
    if (length !== undefined) this.#headers.push('content-length', length);
    this.#attempt();
  }

  /** The client has gone: nobody waits for the answer. */
  cancel(): void {
    this.#gone = true;
    this.#controller?.abort(new Error('the client has gone'));
  }

  #attempt(): void {
    if (this.#gone) return;
    const picked = this.#upstream.pick({ except: this.#instance });
    if (typeof picked === 'string') return this.#fail(picked);
    this.#instance = picked;
    this.#attempts++;
    this.#sent = false;
    picked.pending++;
    const { target, request } = this.#exchange;
    picked.pool.dispatch(
      {
        path: target.path + target.query,
        method: request.method as Dispatcher.HttpMethod,
        headers: this.#headers,
        body: this.#body instanceof StreamedBody ? this.#body.open() : this.#body,
        headersTimeout: this.#headersTimeout,
        bodyTimeout: bodyTimeoutMs,
      },
      this,
    );
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#sent = true;
    this.#controller = controller;
    if (this.#gone) this.cancel();
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    if (status === 503 && headers[openingHeader] !== undefined && this.#mayAskAnother()) {
      this.#elsewhere = true;
      // Nobody needs the rest, and it may never end. Calls onResponseError, perhaps before it returns.
      controller.abort(new Error('the instance is opening'));
      return;
    }
    const length = headers['content-length'];
    if (length !== undefined) this.#length = Number(length);
    this.#exchange.response.writeHead(status, answerHeaders(this.#exchange.answerHeaders, headers));
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    const { response } = this.#exchange;
    if (chunk.length === this.#length && chunk.length <= oneWriteBytes) {
      response.end(chunk.toString('latin1'), 'latin1');
    } else if (!response.write(chunk)) {
      controller.pause();
      response.once('drain', () => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#settle();
    this.#instance?.health.succeeded();
    const { response } = this.#exchange;
    if (!response.writableEnded) response.end();
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#settle();
    if (this.#elsewhere) return this.#askAnother();
    if (this.#gone) return;
    if (this.#body instanceof StreamedBody && this.#body.failure !== null) return this.#next(this.#body.failure);
    if ('code' in error && error.code === 'UND_ERR_INVALID_ARG') return this.#next(error);
    const kind = failureKind(error, this.#sent);
    if (this.#instance) this.#upstream.failed(this.#instance, kind);
    if (this.#exchange.response.headersSent) this.#exchange.response.destroy();
    else if (this.#mayRetry(kind)) this.#attempt();
    else this.#fail(kind);
  }

  #mayRetry(kind: ReturnType<typeof failureKind>): boolean {
    return mayRetry({
      attempts: this.#attempts,
      kind,
      isRead: this.#exchange.isRead,
      hasIdempotencyKey: this.#exchange.headers.values.has('idempotency-key'),
      replayable: !(this.#body instanceof StreamedBody && this.#body.touched),
    });
  }

  /** Nothing was begun there, so a command without a key may be sent again too. */
  #mayAskAnother(): boolean {
    const untouched = !(this.#body instanceof StreamedBody && this.#body.touched);
    return this.#attempts === 1 && untouched && this.#upstream.hasOther(this.#instance);
  }

  #askAnother(): void {
    this.#elsewhere = false;
    // It has answered: that it is opening is no failure of it.
    this.#instance?.health.succeeded();
    // undici is still at work on the answer broken off.
    queueMicrotask(() => this.#attempt());
  }

  #settle(): void {
    this.#controller = null;
    if (this.#instance) this.#instance.pending--;
  }

  #fail(kind: Parameters<typeof failureProblem>[0]): void {
    this.#next(failureProblem(kind, this.#exchange.isRead, this.#upstream.retryAfterSeconds));
  }
}
