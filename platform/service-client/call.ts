import type { ServiceTokenSource } from '../auth/service-token.ts';
import { type Answer, AnswerTooLargeError, ask, AskFailedError } from '../upstreams/ask.ts';
import type { Instance } from '../upstreams/instance.ts';
import type { Upstream } from '../upstreams/upstream.ts';
import { contentOf } from './answer.ts';
import { tokenAfter, tokenFor } from './credentials.ts';
import { ServiceAnswerError, ServiceUnavailableError } from './errors.ts';

export interface CallRequest {
  readonly path: string;
  /** Names and values, alternating; without the token. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly affinity: string | undefined;
  readonly timeoutMs: number;
  readonly maxBytes: number;
}

const mostAttempts = 2;
/** Answers of an instance that cannot now, where another one may. */
const passing = new Set([429, 502, 503, 504]);

/** One call: at most two attempts, the second at another instance where there is one, all within one deadline. */
export class Call {
  readonly #upstream: Upstream;
  readonly #tokens: ServiceTokenSource;
  readonly #now: () => number;
  readonly #request: CallRequest;
  #attempts = 0;
  #status: number | null = null;

  constructor(upstream: Upstream, tokens: ServiceTokenSource, now: () => number, request: CallRequest) {
    this.#upstream = upstream;
    this.#tokens = tokens;
    this.#now = now;
    this.#request = request;
  }

  get attempts(): number {
    return this.#attempts;
  }

  /** Of the last answer; null where none came. */
  get status(): number | null {
    return this.#status;
  }

  /** Makes the call; see `ServiceClient.call`. */
  async answer(): Promise<unknown> {
    const { name } = this.#upstream;
    const end = this.#now() + this.#request.timeoutMs;
    let token = await tokenFor(name, this.#tokens);
    let mayRenew = true;
    let failed: { readonly at: Instance; readonly error: ServiceUnavailableError } | null = null;
    for (;;) {
      const instance = this.#pick(failed);
      const outcome = await this.#attempt(instance, token, end);
      if (!(outcome instanceof ServiceUnavailableError)) {
        if (outcome.status !== 401 || !mayRenew) return contentOf(name, this.#request.path, outcome);
        // The issuer may have changed its keys, or forgotten our session.
        mayRenew = false;
        this.#attempts--;
        token = await tokenAfter(token, name, this.#tokens);
      } else if (this.#attempts >= mostAttempts) throw outcome;
      else failed = { at: instance, error: outcome };
    }
  }

  /** Only what breaks a connection is tried again at the same instance: one that is slow or says no stays so. */
  #pick(failed: { readonly at: Instance; readonly error: ServiceUnavailableError } | null): Instance {
    const { affinity } = this.#request;
    const picked = this.#upstream.pick({ except: failed?.at ?? null, affinity });
    if (typeof picked === 'string') throw failed?.error ?? this.#unavailable(picked);
    if (picked === failed?.at && failed.error.reason !== 'reset') throw failed.error;
    return picked;
  }

  async #attempt(instance: Instance, token: string, end: number): Promise<Answer | ServiceUnavailableError> {
    const { path, headers, body, maxBytes } = this.#request;
    const left = end - this.#now();
    if (left <= 0) throw this.#unavailable('timeout');
    this.#attempts++;
    instance.pending++;
    try {
      const answer = await ask(instance.pool, {
        ...{ method: 'POST', path, body, maxBytes },
        headers: [...headers, 'authorization', `Bearer ${token}`],
        // A first attempt leaves time for a second one, where there is another instance to make it at.
        timeoutMs: this.#attempts < mostAttempts && this.#hasOther(instance) ? left / 2 : left,
      });
      instance.health.succeeded();
      this.#status = answer.status;
      return passing.has(answer.status) ? this.#unavailable('refused', answer.retryAfterSeconds) : answer;
    } catch (error) {
      if (error instanceof AnswerTooLargeError) {
        throw new ServiceAnswerError(this.#upstream.name, path, 200, null, error.message);
      }
      if (!(error instanceof AskFailedError)) throw error;
      this.#upstream.failed(instance, error.kind);
      return this.#unavailable(error.kind, null, error);
    } finally {
      instance.pending--;
    }
  }

  #hasOther(instance: Instance): boolean {
    return this.#upstream.instances.some((other) => other !== instance && !other.health.ejected);
  }

  #unavailable(
    reason: ServiceUnavailableError['reason'],
    retryAfterSeconds: number | null = null,
    cause?: unknown,
  ): ServiceUnavailableError {
    const seconds = retryAfterSeconds ?? (reason === 'full' ? 1 : this.#upstream.retryAfterSeconds);
    return new ServiceUnavailableError(this.#upstream.name, reason, Math.max(1, seconds), { cause });
  }
}
